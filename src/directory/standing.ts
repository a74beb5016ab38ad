import { forbidden, GatehouseError } from '../errors.ts';
import { administratorsGroupId } from './group.ts';
import type { Actor } from './permission/actor.ts';
import type { Tables } from './store.ts';
import type { User } from './user.ts';

// Who a caller is was found out before the transaction of what is asked for, and may have ended since. For most changes that makes
// no difference: they could as well have come before the end. What lets somebody stay must not come after it.

/**
 * Looks again at whoever asks for what would outlive the end of their rights, inside the transaction that makes it.
 *
 * @throws GatehouseError Unauthenticated for a person whose sign-ins were ended meanwhile, Forbidden for one who is no administrator
 *   any more.
 */
export async function requireStanding(tables: Pick<Tables, 'users' | 'groups'>, actor: Actor): Promise<void> {
  if (actor.type !== 'user') return;
  await requireNotEnded(tables, actor, actor.authentication?.scheme);
  const { organizationId, id, isAdministrator } = actor;
  if (!isAdministrator || (await tables.groups.isMember(organizationId, administratorsGroupId, id))) return;
  throw forbidden('Only an organization administrator may do this.');
}

/** As `requireStanding`, for what people do with their own accounts. */
export async function requireNotEnded(
  { users }: Pick<Tables, 'users'>,
  person: Pick<User, 'organizationId' | 'id' | 'tokenEpoch'>,
  scheme: 'Bearer' | 'DPoP' = 'Bearer',
): Promise<void> {
  const user = await users.find(person);
  if (user?.isActive && user.tokenEpoch === person.tokenEpoch) return;
  throw new GatehouseError({ code: 'Unauthenticated', challenge: `${scheme} error="invalid_token"` });
}
