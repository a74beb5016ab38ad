import { GatehouseError } from '../../errors.ts';
import { sendLink } from '../../password/account-link.ts';
import { inTurns, portions } from '../../turns.ts';
import type { AuditEntry } from '../audit.ts';
import { type Command, entryOf } from '../command.ts';
import { everyoneGroupId } from '../group.ts';
import { joinGroup, requireGroups } from '../membership.ts';
import type { Store, Tables } from '../store.ts';
import type { NewUser } from '../user.ts';
import { obstaclesOf, readNewUsers, type WantedUser } from './new-users.ts';
import { type UserWithGroups, withGroups } from './read.ts';

export interface CreateUsers extends Command<'user.write'> {
  readonly users: readonly WantedUser[];
  /** Groups that all of them join. */
  readonly groupIds: readonly string[];
}

/**
 * Makes users without passwords, all of them or none.
 *
 * @throws GatehouseError ValidationFailed, or BulkFailure with everything that is in the way of any of them.
 */
export async function createUsers(store: Store, request: CreateUsers): Promise<readonly UserWithGroups[]> {
  const wanted = await readAll(request);
  return await store.transaction(async (tables) => {
    await insertAll(tables, request, wanted, 'Create');
    return await findAll(tables, request, wanted);
  });
}

/**
 * Makes users and sends each a link with which to set the first password.
 *
 * @throws GatehouseError as `createUsers`; ValidationFailed also for one without an e-mail address.
 */
export async function inviteUsers(store: Store, request: CreateUsers): Promise<readonly UserWithGroups[]> {
  requireAddresses(request.users);
  const wanted = await readAll(request);
  return await store.transaction(async (tables) => {
    await insertAll(tables, request, wanted, 'Invite');
    const users = await findAll(tables, request, wanted);
    for await (const { user } of inTurns(users)) await sendLink(tables, user, 'UserInvitation', request.at);
    return users;
  });
}

const readAll = ({ users, permitted, at }: CreateUsers): Promise<readonly NewUser[]> =>
  readNewUsers(users, permitted.organizationId, at, (index) => `Users[${index}].`);

/** So many users are written, or read, without a pause. */
const atOnce = 50;

async function insertAll(
  tables: Tables,
  request: CreateUsers,
  wanted: readonly NewUser[],
  action: 'Create' | 'Invite',
): Promise<void> {
  const { permitted, at } = request;
  const { organizationId } = permitted;
  const groupIds = [...new Set(request.groupIds)].filter((id) => id !== everyoneGroupId);
  await requireGroups(tables, organizationId, groupIds, 'GroupIDs');
  const obstacles = await obstaclesOf(tables, organizationId, wanted);
  if (obstacles.length > 0) throw new GatehouseError({ code: 'BulkFailure', errors: obstacles });
  for await (const some of inTurns(portions(wanted, atOnce))) {
    await tables.users.insertMany(organizationId, some);
    await tables.credentials.insertEmpty(some, at);
    const members = some.map(({ id }) => ({ id, type: 'user' }) as const);
    for await (const groupId of inTurns(groupIds)) {
      await joinGroup(tables, permitted, { organizationId, groupId }, members);
    }
    const entries = some.map((user) => creation(request, user, groupIds, action));
    await tables.audit.appendMany(organizationId, entries);
  }
}

function creation(
  request: CreateUsers,
  { id: targetId, userName, email, type = 'user' }: NewUser,
  addedGroups: readonly string[],
  action: 'Create' | 'Invite',
): AuditEntry {
  return entryOf(request, { category: 'User', action, targetId, details: { userName, email, type, addedGroups } });
}

/** As they were asked for. */
async function findAll(
  tables: Tables,
  { permitted: { organizationId } }: CreateUsers,
  wanted: readonly NewUser[],
): Promise<readonly UserWithGroups[]> {
  const found: UserWithGroups[] = [];
  for await (const some of inTurns(portions(wanted, atOnce))) {
    const ids = some.map(({ id }) => id);
    const byId = new Map((await tables.users.findMany(organizationId, ids)).map((user) => [user.id, user]));
    const users = ids.flatMap((id) => byId.get(id) ?? []);
    found.push(...(await withGroups(tables, organizationId, users)));
  }
  return found;
}

function requireAddresses(users: readonly WantedUser[]): void {
  const missing = users.flatMap(({ email }, index) =>
    email?.trim() ? [] : [[`Users[${index}].Email`, ['The Email field is required.']] as const],
  );
  if (missing.length > 0) {
    throw new GatehouseError({ code: 'ValidationFailed', errors: Object.fromEntries(missing) });
  }
}
