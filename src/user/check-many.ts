import { newIdsTogether } from '../directory/identifier.ts';
import { requireGroups } from '../directory/membership/change.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { mapInTurns } from '../turns.ts';
import { groupsToJoin } from './create-many.ts';
import { newUser, obstaclesOfEach, problemsOf, type WantedUser } from './new-users.ts';

interface Obstacle {
  /** Which of the users. */
  readonly index: number;
  /** The member that cannot be kept; null when somebody else is in the way. */
  readonly member: string | null;
  readonly code: string | null;
  readonly description: string;
}

/**
 * Everything that would keep `createUsers` from making these users; nothing is written.
 *
 * @throws GatehouseError ValidationFailed when there is no such group.
 */
export async function checkUsers(
  store: Store,
  { organizationId }: Permitted<'user.write'>,
  { users, groupIds }: { readonly users: readonly WantedUser[]; readonly groupIds: readonly string[] },
): Promise<readonly Obstacle[]> {
  await requireGroups(store, organizationId, groupsToJoin(groupIds), 'GroupIDs');
  const makeId = newIdsTogether();
  const made = await mapInTurns(users, (one) => newUser(one, organizationId, 0, makeId));
  const taken = await obstaclesOfEach(store, organizationId, made);
  const obstacles = await mapInTurns(users, (one, index) => [
    ...Object.entries(problemsOf(one)).map(([member, description]) => ({ index, member, code: null, description })),
    ...(taken[index] ?? []).map(({ code, description }) => ({ index, member: null, code, description })),
  ]);
  return obstacles.flat();
}
