import type { Application } from '../directory/application.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { hostId } from '../directory/organization.ts';
import type { Actor, ApplicationActor, UserActor } from '../directory/permission.ts';
import {
  hashPersonalAccessToken,
  isPersonalAccessToken,
  personalAccessTokenRules,
} from '../directory/personal-access-token.ts';
import type { Tables } from '../directory/store.ts';
import type { User, UserKey } from '../directory/user.ts';
import type { BearerToken } from './bearer.ts';
import { tokenMissing, tokenRefused } from './challenge.ts';
import type { Revocations } from './revocations.ts';

export type Directory = Pick<
  Tables,
  'organizations' | 'applications' | 'users' | 'groups' | 'personalAccessTokens' | 'settings'
>;

export interface AuthenticationParts {
  readonly directory: Directory;
  readonly revocations: Revocations;
  /** Verifies a signed access token. */
  readonly verify: (token: string, now: number) => Promise<BearerToken>;
}

/**
 * Who is calling, from the value of the `Authorization` header. The token says who it was issued to; whether that still
 * holds, and what it allows, the store says at this moment.
 *
 * @throws GatehouseError Unauthenticated.
 */
export async function authenticate(
  authorization: string | undefined,
  parts: AuthenticationParts,
  now: number,
): Promise<Actor> {
  const [, text] = /^bearer +(.+)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (text === undefined) throw tokenMissing();
  if (isPersonalAccessToken(text)) return await personalActor(text, parts.directory, now);
  const token = await parts.verify(text, now);
  return await actorOf(token, parts);
}

/** @throws GatehouseError Unauthenticated when what the verified token says does not hold any more. */
async function actorOf(token: BearerToken, { directory, revocations }: AuthenticationParts): Promise<Actor> {
  const [application, organization, isRevoked] = await Promise.all([
    directory.applications.findByClientId(token.clientId),
    directory.organizations.findById(token.organizationId),
    revocations.isRevoked(token.id, token.grantId ?? token.id),
  ]);
  if (isRevoked || !application?.isActive || !organization?.isActive) throw tokenRefused();
  return token.subjectType === 'user' ? await signedInActor(token, directory) : applicationActor(token, application);
}

function applicationActor(
  { subject, organizationId, scopes }: BearerToken,
  application: Application,
): ApplicationActor {
  if (application.id !== subject || application.organizationId !== organizationId) throw tokenRefused();
  const isHost = organizationId === hostId;
  return { type: 'application', id: subject, organizationId, name: application.name, scopes, isHost };
}

async function signedInActor({ organizationId, subject, epoch, scopes }: BearerToken, directory: Directory) {
  // A token without an epoch, or from before the user's tokens were ended, is as good as none.
  const isCurrent = (user: User) => user.tokenEpoch === epoch;
  return await userActor({ organizationId, id: subject }, scopes, directory, isCurrent);
}

/** The person whose token this is, unless it has expired, was revoked, or the organization wants no such tokens. */
async function personalActor(text: string, directory: Directory, now: number): Promise<UserActor> {
  const { organizations, personalAccessTokens, settings } = directory;
  const token = await personalAccessTokens.findByHash(hashPersonalAccessToken(text));
  if (!token || token.expiresAt <= now) throw tokenRefused();
  const { organizationId, userId: id, scopes } = token;
  if (!(await organizations.findById(organizationId))?.isActive) throw tokenRefused();
  if (!personalAccessTokenRules(await settings.inForce(organizationId)).isEnabled) throw tokenRefused();
  const actor = await userActor({ organizationId, id }, scopes, directory, () => true);
  // When it was used is worth knowing, but not worth failing the request for.
  await personalAccessTokens.recordUse(token, now).catch(() => {});
  return actor;
}

async function userActor(
  key: UserKey,
  scopes: readonly string[],
  { users, groups }: Directory,
  isCurrent: (user: User) => boolean,
): Promise<UserActor> {
  const { organizationId, id } = key;
  const [user, isAdministrator] = await Promise.all([
    users.find(key),
    groups.isMember(organizationId, administratorsGroupId, id),
  ]);
  if (!user?.isActive || !isCurrent(user)) throw tokenRefused();
  const { userName: name, email } = user;
  const isHost = organizationId === hostId;
  return { type: 'user', id, organizationId, name, email, scopes, isAdministrator, isHost };
}
