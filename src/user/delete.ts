import { auditEntryOf, type Command } from '../directory/command.ts';
import { type Ended, endEverythingOf } from '../directory/end-everything.ts';
import { leaveAllGroups } from '../directory/membership/change.ts';
import { isOwnAccount } from '../directory/permission/actor.ts';
import { type Permitted, permitOn } from '../directory/permission.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { badRequest, entityNotFound, identityError, identityFailure } from '../errors.ts';
import { inTurns, portions } from '../turns.ts';

/**
 * Deletes a user: the names are free, memberships and everything that acts in the user's name end at once.
 *
 * @throws GatehouseError NotFound or Forbidden, BadRequest for the own account and for the last administrator.
 */
export async function deleteUser(
  store: Store,
  request: Command<'user.write'> & { readonly userId: string },
): Promise<Ended> {
  const permitted = await findTarget(store.users, request.permitted, request.userId);
  const { actor, organizationId, object: target } = permitted;
  if (isOwnAccount(actor, target)) throw ownAccount();
  return await store.transaction(async (tables) => {
    // Read again: others may have changed the user meanwhile, which keeps nobody.
    const user = await tables.users.find(target);
    if (!user) throw entityNotFound();
    await leaveAllGroups(tables, organizationId, [user.id]);
    return await deleteFound(tables, { ...request, permitted: permitOn(permitted, user) });
  });
}

export interface DeleteUsers extends Command<'user.write'> {
  readonly userIds: readonly string[];
  /** Whether the own account goes with them; otherwise it is left alone. */
  readonly includesOwn: boolean;
}

/**
 * Deletes all of the users that there are, or none of them.
 *
 * @throws GatehouseError BadRequest for the last administrator.
 */
export async function deleteUsers(store: Store, request: DeleteUsers): Promise<void> {
  const { permitted, userIds, includesOwn } = request;
  const { actor, organizationId } = permitted;
  await store.bulk(async (tables) => {
    const found = await findAll(tables, organizationId, userIds);
    const wanted = includesOwn ? found : found.filter((user) => !isOwnAccount(actor, user));
    await leaveAllGroups(
      tables,
      organizationId,
      wanted.map(({ id }) => id),
    );
    for await (const user of inTurns(wanted))
      await deleteFound(tables, { ...request, permitted: permitOn(permitted, user) });
  }, userIds.length);
}

/** So many users are read without a pause. */
const atOnce = 50;

async function findAll({ users }: Tables, organizationId: string, ids: readonly string[]): Promise<readonly User[]> {
  const found: User[] = [];
  for await (const some of inTurns(portions([...new Set(ids)], atOnce))) {
    found.push(...(await users.findMany(organizationId, some)));
  }
  return found;
}

interface Removal extends Command<'user.write'> {
  readonly permitted: Permitted<'user.write', User>;
}

async function deleteFound(tables: Tables, command: Removal): Promise<Ended> {
  const user = command.permitted.object;
  const { id, userName, email } = user;
  // First what a new password and a sign-in take first: two who lock in the same order do not wait for each other.
  await Promise.all([tables.credentials.remove(user), tables.attempts.lift(user)]);
  const { ended } = await endEverythingOf(tables, user, 'deleted', command.at);
  if (!(await tables.users.softDelete(user, command.at))) throw identityFailure(identityError('ConcurrencyFailure'));
  const details = { userName, email, ended: { ...ended } };
  await tables.audit.append(auditEntryOf(command, { category: 'User', action: 'Delete', targetId: id, details }));
  return ended;
}

const ownAccount = () => badRequest('Nobody can delete the account that the request is made with.');
