import type { Application } from '../../directory/application.ts';
import { type AuditDetails, type AuditOrigin, auditActor, auditEntry } from '../../directory/audit/entry.ts';
import type { Grants } from '../../directory/grant.ts';
import { hostId } from '../../directory/organization.ts';
import type { ApplicationActor } from '../../directory/permission/actor.ts';
import { permit } from '../../directory/permission.ts';
import { revokePresented } from '../../directory/personal-access-token/revoke.ts';
import { isPersonalAccessToken } from '../../directory/personal-access-token.ts';
import type { Store } from '../../directory/store.ts';
import { GatehouseError } from '../../errors.ts';
import type { AuthenticationParts } from '../bearer/authenticate.ts';
import type { BearerToken } from '../bearer/bearer.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { unverifiedClaims } from '../jwt/jws.ts';
import type { GrantStore } from './grant-store.ts';
import { findRefreshToken, type RefreshToken } from './refresh-token.ts';

export interface RevocationParts {
  readonly directory: Pick<Store, 'transaction'>;
  readonly authentication: AuthenticationParts;
  readonly grants: GrantStore;
}

/**
 * Revokes a token for the client that holds it (RFC 7009): an access token alone, a refresh token with everything that
 * came from the same sign-in. What is no token of the client stays as it is. An expired token is revoked all the same:
 * if the clock is wrong now and is put right, the token may be valid again.
 */
export async function revokeToken(
  text: string,
  client: Application,
  parts: RevocationParts,
  now: number,
  origin: AuditOrigin,
): Promise<void> {
  if (isPersonalAccessToken(text)) {
    const permitted = permit(actorOf(client), 'personalAccessToken.endAsClient', client.organizationId);
    return await revokePresented(parts.directory, { permitted, at: now, ...origin, value: text });
  }
  const token = await verifyIfGenuine(text, parts, issuedAt(text) ?? now);
  const ending = token ? endOfAccessToken(token) : endOfFamily(await findRefreshToken(text, parts.grants, 0), now);
  if (ending?.clientId !== client.id) return;
  const { organizationId, details, end } = ending;
  await parts.directory.transaction(async ({ grants, audit }) => {
    if (!(await end(grants))) return; // It had ended before.
    const revoked = { organizationId, category: 'ExternalClient', action: 'Revoke', targetId: client.id } as const;
    await audit.append(auditEntry(origin, auditActor(actorOf(client)), now, { ...revoked, details }));
  });
}

/** What ends with a token, and how. */
interface Ending {
  readonly clientId: string;
  readonly organizationId: string;
  readonly details: AuditDetails;
  /** Returns whether there was anything to end. */
  readonly end: (grants: Grants) => Promise<boolean>;
}

function endOfAccessToken({ clientId, organizationId, id, subject, subjectType, expiresAt }: BearerToken): Ending {
  const userId = subjectType === 'user' ? subject : null;
  const end = (grants: Grants) => grants.revokeToken(organizationId, id, expiresAt * 1000);
  return { clientId, organizationId, details: { kind: 'accessToken', userId }, end };
}

function endOfFamily(token: RefreshToken | undefined, now: number): Ending | undefined {
  if (!token) return undefined;
  const { clientId, user, grantId: id } = token;
  const { organizationId, id: userId } = user;
  const until = now + accessTokenSeconds * 1000;
  const end = (grants: Grants) => grants.revokeByGrantId({ organizationId, id }, until);
  return { clientId, organizationId, details: { kind: 'refreshToken', userId }, end };
}

/** The authenticated client as an actor, for what needs no scope. */
const actorOf = ({ organizationId, id, name }: Application): ApplicationActor => ({
  ...{ type: 'application', organizationId, id, name, scopes: [], isFirstParty: false },
  isHost: organizationId === hostId,
});

/** When a token says that it was issued, in epoch milliseconds: a moment at which a genuine one is valid. */
function issuedAt(text: string): number | undefined {
  const iat = unverifiedClaims(text)?.iat;
  return typeof iat === 'number' ? iat * 1000 : undefined;
}

async function verifyIfGenuine(
  text: string,
  { authentication }: RevocationParts,
  now: number,
): Promise<BearerToken | undefined> {
  try {
    return await authentication.verify(text, now);
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'Unauthenticated') return undefined;
    throw error;
  }
}
