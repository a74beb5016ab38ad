import { GatehouseError } from '../errors.ts';
import { candidateIds, parseUuid } from './identifier.ts';
import type { Actor } from './permission.ts';
import type { User, Users } from './user.ts';

/**
 * The user that a request names, within the actor's organization.
 *
 * @throws GatehouseError Forbidden when only another organization has such a user, NotFound when none has.
 */
export async function findTarget(users: Users, actor: Actor, userId: string): Promise<User> {
  const ids = candidateIds(userId);
  for (const id of ids) {
    const user = await users.find({ organizationId: actor.organizationId, id });
    if (user) return user;
  }
  if (await users.existsAnywhere(ids)) {
    throw new GatehouseError({ code: 'Forbidden', detail: 'The user belongs to another organization.' });
  }
  throw new GatehouseError({ code: 'NotFound', detail: 'The entity was not found.' });
}

/** Whether `userId` can name a user at all: a UUID can, any other text only when a user has it as its id. */
export async function isUserId(users: Users, userId: string): Promise<boolean> {
  return parseUuid(userId) !== undefined || (await users.existsAnywhere([userId]));
}
