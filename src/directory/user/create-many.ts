import { GatehouseError } from '../../errors.ts';
import { sendLink } from '../../password/account-link.ts';
import type { AuditEntry } from '../audit.ts';
import { type Command, entryOf } from '../command.ts';
import { everyoneGroupId } from '../group.ts';
import { joinGroup, requireGroups } from '../membership.ts';
import type { Store, Tables } from '../store.ts';
import type { NewUser, User } from '../user.ts';
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
  return await store.transaction(async (tables) => {
    const users = await insertAll(tables, request, 'Create');
    return await withGroups(tables, request.permitted.organizationId, users);
  });
}

/**
 * Makes users and sends each a link with which to set the first password.
 *
 * @throws GatehouseError as `createUsers`; ValidationFailed also for one without an e-mail address.
 */
export async function inviteUsers(store: Store, request: CreateUsers): Promise<readonly UserWithGroups[]> {
  requireAddresses(request.users);
  return await store.transaction(async (tables) => {
    const users = await insertAll(tables, request, 'Invite');
    for (const user of users) await sendLink(tables, user, 'UserInvitation', request.at);
    return await withGroups(tables, request.permitted.organizationId, users);
  });
}

async function insertAll(tables: Tables, request: CreateUsers, action: 'Create' | 'Invite'): Promise<readonly User[]> {
  const { permitted, at } = request;
  const { organizationId } = permitted;
  const wanted = readNewUsers(request.users, organizationId, at, (index) => `Users[${index}].`);
  const groupIds = [...new Set(request.groupIds)].filter((id) => id !== everyoneGroupId);
  await requireGroups(tables, organizationId, groupIds, 'GroupIDs');
  const obstacles = await obstaclesOf(tables, organizationId, wanted);
  if (obstacles.length > 0) throw new GatehouseError({ code: 'BulkFailure', errors: obstacles });
  await tables.users.insertMany(organizationId, wanted);
  await tables.credentials.insertEmpty(wanted, at);
  const members = wanted.map(({ id }) => ({ id, type: 'user' }) as const);
  for (const groupId of groupIds) await joinGroup(tables, permitted, { organizationId, groupId }, members);
  const entries = wanted.map((user) => creation(request, user, groupIds, action));
  await tables.audit.appendMany(organizationId, entries);
  return await inOrder(tables, organizationId, wanted);
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
async function inOrder(
  { users }: Tables,
  organizationId: string,
  wanted: readonly NewUser[],
): Promise<readonly User[]> {
  const ids = wanted.map(({ id }) => id);
  const byId = new Map((await users.findMany(organizationId, ids)).map((user) => [user.id, user]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function requireAddresses(users: readonly WantedUser[]): void {
  const missing = users.flatMap(({ email }, index) =>
    email?.trim() ? [] : [[`Users[${index}].Email`, ['The Email field is required.']] as const],
  );
  if (missing.length > 0) {
    throw new GatehouseError({ code: 'ValidationFailed', errors: Object.fromEntries(missing) });
  }
}
