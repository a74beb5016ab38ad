import type { Application } from '../directory/application.ts';
import { administratorsGroupId } from '../directory/group.ts';
import type { Actor, ApplicationActor, UserActor } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';
import type { BearerToken } from './bearer.ts';
import { tokenMissing, tokenRefused } from './challenge.ts';

export type Directory = Pick<Tables, 'applications' | 'users' | 'groups'>;

/**
 * Who is calling, from the value of the `Authorization` header. The token says who it was issued to; whether that still
 * holds, and what it allows, the directory says at this moment.
 *
 * @throws GatehouseError Unauthenticated.
 */
export async function authenticate(
  authorization: string | undefined,
  directory: Directory,
  verify: (token: string) => Promise<BearerToken>,
): Promise<Actor> {
  const [, text] = /^bearer +(.+)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (text === undefined) throw tokenMissing();
  const token = await verify(text);
  const application = await directory.applications.findByClientId(token.clientId);
  if (!application?.isActive) throw tokenRefused();
  return token.subjectType === 'user' ? await userActor(token, directory) : applicationActor(token, application);
}

function applicationActor(
  { subject, organizationId, scopes }: BearerToken,
  application: Application,
): ApplicationActor {
  if (application.id !== subject || application.organizationId !== organizationId) throw tokenRefused();
  return { type: 'application', id: subject, organizationId, name: application.name, scopes };
}

async function userActor(token: BearerToken, { users, groups }: Directory): Promise<UserActor> {
  const { organizationId, subject: id, scopes } = token;
  const [user, isAdministrator] = await Promise.all([
    users.find({ organizationId, id }),
    groups.isMember(organizationId, administratorsGroupId, id),
  ]);
  // A token without an epoch, or from before the user's tokens were ended, is as good as none.
  if (!user?.isActive || user.tokenEpoch !== token.epoch) throw tokenRefused();
  return { type: 'user', id, organizationId, name: user.userName, email: user.email, scopes, isAdministrator };
}
