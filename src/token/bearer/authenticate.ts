import { internalScope } from '../../directory/api-resource.ts';
import { hostId } from '../../directory/organization.ts';
import type { Actor, ApplicationActor, UserActor } from '../../directory/permission/actor.ts';
import {
  allowsPersonalAccessTokens,
  isPersonalAccessToken,
  keyOfPersonalAccessToken,
  type PersonalAccessToken,
  type PersonalAccessTokens,
} from '../../directory/personal-access-token.ts';
import { standardScopes } from '../../directory/scope.ts';
import { events } from '../../telemetry.ts';
import { type DpopProof, verifyProof } from '../dpop/proof.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import type { BearerToken } from './bearer.ts';
import type { Callers, LostScopes, OwnerStanding, PersonStanding } from './callers.ts';
import { asDpop, proofRefused, tokenMissing, tokenRefused } from './challenge.ts';

export interface AuthenticationParts {
  /** Where used DPoP proofs are stored. */
  readonly grants: Pick<GrantStore, 'upsert' | 'consume'>;
  readonly callers: Callers;
  readonly personalAccessTokens: Pick<PersonalAccessTokens, 'recordUse'>;
  /** Verifies a signed access token. */
  readonly verify: (token: string, now: number) => Promise<BearerToken>;
}

/** A token that is valid at this moment, and the actor that it was issued to. */
export type AuthenticatedToken =
  | { readonly kind: 'signed'; readonly token: BearerToken; readonly actor: Actor }
  | { readonly kind: 'personal'; readonly token: PersonalAccessToken; readonly actor: UserActor };

/**
 * Authenticates the caller by the value of the `Authorization` header. The token says who it was issued to; the store says
 * whether it is still valid and what it allows. A token that is bound to a key needs a proof.
 *
 * @param proof `verified` when it was, for the same token and request: nobody can use it a second time.
 * @throws GatehouseError Unauthenticated.
 */
export async function authenticateBearer(
  authorization: string | undefined,
  parts: AuthenticationParts,
  now: number,
  proof?: DpopProof | 'verified',
): Promise<AuthenticatedToken> {
  const [, scheme = '', text] = /^(bearer|dpop) +(.+)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (text === undefined) throw tokenMissing();
  const isDpop = scheme.toLowerCase() === 'dpop';
  const authenticated = await authenticateToken(text, parts, now).catch((error: unknown) => {
    throw isDpop ? asDpop(error) : error;
  });
  const boundTo = boundKey(authenticated);
  if (isDpop !== (boundTo !== undefined)) throw isDpop ? asDpop(tokenRefused()) : tokenRefused();
  if (boundTo !== undefined && proof !== 'verified') {
    const thumbprint = proof && (await verifyProof(proof, text, parts.grants, now));
    if (thumbprint !== boundTo) throw proofRefused();
  }
  if (authenticated.kind === 'personal') {
    // A request must not fail because the time of use cannot be written.
    await parts.personalAccessTokens.recordUse(authenticated.token, now).catch(() => {});
  }
  return authenticated;
}

/** The thumbprint of the key that the token is bound to, if it is. */
export const boundKey = (authenticated: AuthenticatedToken): string | undefined =>
  authenticated.kind === 'signed' ? authenticated.token.boundTo : undefined;

/**
 * Verifies a token without the proof that it may be bound to.
 *
 * @throws GatehouseError Unauthenticated unless the token is valid.
 */
export async function authenticateToken(
  text: string,
  { callers, verify }: Pick<AuthenticationParts, 'callers' | 'verify'>,
  now: number,
): Promise<AuthenticatedToken> {
  if (isPersonalAccessToken(text)) {
    const { token, ...owner } = requireOwner(await callers.findOwner(keyOfPersonalAccessToken(text)), now);
    return { kind: 'personal', token, actor: personalActor(owner, token.scopes) };
  }
  const token = await verify(text, now);
  return { kind: 'signed', token, actor: await signedActor(token, callers, now) };
}

async function signedActor(token: BearerToken, callers: Callers, now: number): Promise<Actor> {
  if (token.subjectType === 'application') return await applicationActor(token, callers);
  if (token.personalAccessTokenId === undefined) {
    const person = await findSignedInUser(token, callers);
    requireSamePerson(person, token);
    if (token.subjectType === 'installation') return installerActor(person, token.scopes);
    const actor = userActor(person, withoutLostScopes(token.scopes, person));
    const bound = token.boundTo === undefined ? {} : ({ scheme: 'DPoP' } as const);
    return { ...actor, authentication: { at: (token.authTime ?? 0) * 1000, amr: token.amr, ...bound } };
  }
  const owner = await findExchangingOwner(token, token.personalAccessTokenId, callers, now);
  requireSamePerson(owner, token);
  return personalActor(owner, token.scopes);
}

/** A token without an epoch, or from before the user's tokens were ended, is refused. */
function requireSamePerson(person: PersonStanding, { epoch, subject }: BearerToken): void {
  if (person.tokenEpoch !== epoch || person.id !== subject) throw tokenRefused();
}

/** A scope that an administrator takes from an application is also taken from its tokens. */
export const withoutLostScopes = (scopes: readonly string[], { lostScopes }: LostScopes): readonly string[] =>
  lostScopes.length === 0
    ? scopes
    : scopes.filter((scope) => !lostScopes.includes(scope) || standardScopes.includes(scope));

async function applicationActor(token: BearerToken, callers: Callers): Promise<ApplicationActor> {
  const { subject: id, organizationId, clientId } = token;
  const application = await callers.findApplication({ organizationId, id: clientId }, token.id);
  if (!application?.isActive || !application.isOrganizationActive || application.isRevoked) throw tokenRefused();
  if (application.id !== id || application.organizationId !== organizationId) throw tokenRefused();
  const scopes = withoutLostScopes(token.scopes, application);
  const { name } = application;
  const actor = { type: 'application', id, organizationId, name, scopes } as const;
  if (application.isInstalled) return { ...actor, isHost: false, isFirstParty: false, isInstalled: true };
  return { ...actor, isHost: organizationId === hostId, isFirstParty: isFirstParty(scopes) };
}

/** Only the operator can give this scope to an application, so a token that has it is first-party. */
const isFirstParty = (scopes: readonly string[]): boolean => scopes.includes(internalScope);

async function findSignedInUser(token: BearerToken, callers: Callers): Promise<PersonStanding & LostScopes> {
  const { subject: id, organizationId, clientId, grantId } = token;
  const user = await callers.findUser({ organizationId, id }, { clientId, tokenId: token.id, grantId });
  if (!user?.isClientActive) throw tokenRefused();
  return user;
}

/** The token ends with the personal access token that it was exchanged for, also when that gets a new value. */
async function findExchangingOwner(token: BearerToken, personalId: string, callers: Callers, now: number) {
  const { organizationId, authTime } = token;
  const owner = requireOwner(await callers.findOwnerOf({ organizationId, id: personalId }, token.id), now);
  if (Math.floor(owner.token.createdAt / 1000) !== authTime) throw tokenRefused();
  return owner;
}

/** A personal access token is refused when it has expired, or when the organization has switched them off. */
function requireOwner(owner: OwnerStanding | undefined, now: number): OwnerStanding {
  const isOver = owner !== undefined && owner.token.expiresAt <= now;
  if (isOver) events.expiredPresented.publish({ kind: 'personalAccessToken' });
  if (!owner || isOver || !allowsPersonalAccessTokens(owner.enabledSetting)) throw tokenRefused();
  return owner;
}

function userActor(person: PersonStanding, scopes: readonly string[]): UserActor {
  const { organizationId, id, userName: name, email, isAdministrator, tokenEpoch } = person;
  if (!person.isActive || !person.isOrganizationActive || person.isRevoked) throw tokenRefused();
  const isHost = organizationId === hostId;
  const rights = { scopes, isFirstParty: isFirstParty(scopes), isAdministrator, isHost };
  return { type: 'user', id, organizationId, name, email, tokenEpoch, ...rights };
}

/** An installation token only allows what it was made for, even if the person may do more. */
const installerActor = (person: PersonStanding, scopes: readonly string[]): UserActor => ({
  ...userActor(person, scopes),
  isFirstParty: false,
  isInstaller: true,
});

/** A personal access token allows the scopes that were chosen for it, and nothing that needs a sign-in. */
const personalActor = (owner: PersonStanding, scopes: readonly string[]): UserActor => ({
  ...userActor(owner, scopes),
  isFirstParty: false,
  usesPersonalAccessToken: true,
});
