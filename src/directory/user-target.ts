import { entityNotFound, forbidden, invalidMember } from '../errors.ts';
import { candidateIds, parseUuid } from './identifier.ts';
import type { AccessName } from './permission/access.ts';
import { reaches } from './permission/actor.ts';
import { type Permitted, permitOn } from './permission.ts';
import type { Tables } from './store.ts';
import type { User, Users } from './user.ts';

/**
 * The user that a request names, in the organization that it is about, and the right to do to that user what is asked.
 * The host finds users of every organization.
 *
 * @throws GatehouseError Forbidden when only another organization has such a user or the actor may not do it to this
 *   one, NotFound when nobody has the id.
 */
export async function findTarget<A extends AccessName>(
  users: Users,
  permitted: Permitted<A>,
  userId: string,
): Promise<Permitted<A, User>> {
  return permitOn(permitted, await find(users, permitted, userId));
}

async function find(users: Users, { actor, organizationId }: Permitted, userId: string): Promise<User> {
  const ids = candidateIds(userId);
  for (const id of ids) {
    const user = await users.find({ organizationId, id });
    if (user) return user;
  }
  for (const id of ids) {
    const user = await users.findAnywhere(id);
    if (user && reaches(actor, user.organizationId)) return user;
    if (user) throw forbidden('The user belongs to another organization.');
  }
  throw entityNotFound();
}

/** Whether `userId` can name a user at all: a UUID can, any other text only when a user has it as its id. */
export async function isUserId({ users }: Pick<Tables, 'users'>, userId: string): Promise<boolean> {
  return parseUuid(userId) !== undefined || (await users.findAnywhere(userId)) !== undefined;
}

/** The users of a page of a list. */
export const mostListed = 200;

/** @throws GatehouseError ValidationFailed for more than `mostListed`. */
export function requireOnePage(userIds: readonly string[]): void {
  if (userIds.length <= mostListed) return;
  throw invalidMember('userId', `There must be at most ${mostListed} users.`);
}
