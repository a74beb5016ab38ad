import type { AuditEntry } from '../directory/audit/entry.ts';
import { canonical } from '../directory/canonical.ts';
import { causeOfCommand } from '../directory/cause.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import { everyoneGroupId } from '../directory/group.ts';
import { joinGroup, requireGroups } from '../directory/membership/change.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { NewUser, User } from '../directory/user.ts';
import { GatehouseError, validationFailed } from '../errors.ts';
import { linkWindowSeconds, sendLink } from '../password/account-link.ts';
import { askToConfirm } from '../password/email-confirmation.ts';
import { inTurns, portions } from '../turns.ts';
import { newCredential, obstaclesOf, readNewUsers, type UserToMake, type WantedUser } from './new-users.ts';
import { type UserWithGroups, withGroups } from './read.ts';

export interface CreateUsers extends Command<'user.write'> {
  readonly users: readonly WantedUser[];
  /** Groups that all of them join. */
  readonly groupIds: readonly string[];
}

/**
 * Makes users, all of them or none. Those who bring no hash of a password have none.
 *
 * @throws GatehouseError ValidationFailed, or BulkFailure with everything that is in the way of any of them.
 */
export async function createUsers(store: Store, request: CreateUsers): Promise<readonly UserWithGroups[]> {
  const wanted = await readAll(request);
  return await store.bulk(async (tables) => {
    await insertAll(tables, request, wanted, 'Create');
    await askToConfirm(tables, request.permitted.organizationId, wanted, causeOfCommand(request, ''), request.at);
    return await findAll(tables, request, wanted);
  }, rowsOf(request));
}

/**
 * Makes users and sends each a link with which to set the first password. A person who was invited before and has not
 * set one gets a new link, which ends the one before, and joins the groups.
 *
 * @throws GatehouseError as `createUsers`; ValidationFailed also for one without an e-mail address, or with a hash;
 *   TooManyRequests when one of them was sent too many links in the last hour.
 */
export async function inviteUsers(store: Store, request: CreateUsers): Promise<readonly UserWithGroups[]> {
  requireInvitable(request.users);
  const wanted = await readAll(request);
  return await store.bulk(async (tables) => {
    const invited = await invitedBefore(tables, request, wanted);
    const fresh = wanted.filter((_, index) => !invited.has(index));
    await insertAll(tables, request, fresh, 'Invite');
    await inviteAgain(tables, request, [...invited.values()]);
    const people = await findAll(
      tables,
      request,
      wanted.map((one, index) => invited.get(index) ?? one),
    );
    for await (const { user } of inTurns(people)) await sendInvitation(tables, request, user);
    return people;
  }, rowsOf(request));
}

/** Each user, and each place of one in a group. */
const rowsOf = ({ users, groupIds }: CreateUsers): number => users.length * (1 + groupIds.length);

/** @throws GatehouseError TooManyRequests when the person was sent too many links in the last hour. */
async function sendInvitation(tables: Tables, request: CreateUsers, user: User): Promise<void> {
  const { at } = request;
  const isSent = await sendLink(tables, user, 'UserInvitation', { at, cause: causeOfCommand(request, user.id) });
  if (!isSent) throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds: linkWindowSeconds });
}

const readAll = ({ users, permitted, at }: CreateUsers): Promise<readonly UserToMake[]> =>
  readNewUsers(users, permitted.organizationId, at, (index) => `Users[${index}].`);

/** So many users are written, or read, without a pause. */
const atOnce = 200;

/** Everybody is in *Everyone*. */
export const groupsToJoin = (groupIds: readonly string[]): readonly string[] =>
  [...new Set(groupIds)].filter((id) => id !== everyoneGroupId);

async function insertAll(
  tables: Tables,
  request: CreateUsers,
  wanted: readonly UserToMake[],
  action: 'Create' | 'Invite',
): Promise<void> {
  const { permitted } = request;
  const { organizationId } = permitted;
  const groupIds = groupsToJoin(request.groupIds);
  await requireGroups(tables, organizationId, groupIds, 'GroupIDs');
  const obstacles = await obstaclesOf(tables, organizationId, wanted);
  if (obstacles.length > 0) throw new GatehouseError({ code: 'BulkFailure', errors: obstacles });
  for await (const some of inTurns(portions(wanted, atOnce))) {
    await tables.users.insertMany(organizationId, some);
    await tables.credentials.insertMany(some.map(newCredential));
    await joinAll(tables, request, some, groupIds, action);
  }
}

async function joinAll(
  tables: Tables,
  request: CreateUsers,
  some: readonly (UserToMake | User)[],
  groupIds: readonly string[],
  action: 'Create' | 'Invite',
): Promise<void> {
  const { permitted } = request;
  const { organizationId } = permitted;
  const members = some.map(({ id }) => ({ id, type: 'user' }) as const);
  for await (const groupId of inTurns(groupIds)) {
    await joinGroup(tables, permitted, { organizationId, groupId }, members);
  }
  await tables.audit.appendMany(organizationId, some, (user) => creationEntry(request, user, groupIds, action));
}

function creationEntry(
  request: CreateUsers,
  user: UserToMake | User,
  addedGroups: readonly string[],
  action: 'Create' | 'Invite',
): AuditEntry {
  const { id: targetId, userName, email = null, type = 'user' } = user;
  const hasPassword = 'passwordHash' in user && user.passwordHash !== null;
  const details = { userName, email, type, addedGroups, ...(hasPassword ? { hasPassword } : {}) };
  return auditEntryOf(request, { category: 'User', action, targetId, details });
}

/** As they were asked for. */
async function findAll(
  tables: Tables,
  { permitted: { organizationId } }: CreateUsers,
  wanted: readonly Pick<User, 'id'>[],
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

/**
 * Those of them who exist already, by position: with that address, the user name if one is given, active, and without a
 * password. A person who comes twice counts the first time, and is an obstacle the second time.
 */
async function invitedBefore(
  tables: Tables,
  { users }: CreateUsers,
  wanted: readonly NewUser[],
): Promise<ReadonlyMap<number, User>> {
  const invited = new Map<number, User>();
  const ids = new Set<string>();
  for await (const [index, { organizationId, email }] of inTurns([...wanted.entries()])) {
    const user = await tables.users.findByEmail(organizationId, email ?? '');
    if (!user?.isActive || user.type !== 'user' || user.invitationAccepted || ids.has(user.id)) continue;
    const userName = users[index]?.userName ?? user.userName;
    if (canonical(userName) !== canonical(user.userName)) continue;
    if ((await tables.credentials.find(user))?.passwordHash !== null) continue;
    invited.set(index, user);
    ids.add(user.id);
  }
  return invited;
}

async function inviteAgain(tables: Tables, request: CreateUsers, users: readonly User[]): Promise<void> {
  for await (const some of inTurns(portions(users, atOnce))) {
    await joinAll(tables, request, some, groupsToJoin(request.groupIds), 'Invite');
  }
}

function requireInvitable(users: readonly WantedUser[]): void {
  const errors = users.flatMap(({ email, passwordHash }, index) => [
    ...(email?.trim() ? [] : [[`Users[${index}].Email`, ['The Email field is required.']] as const]),
    ...(passwordHash === null ? [] : [[`Users[${index}].PasswordHash`, [chosenWithLink]] as const]),
  ]);
  if (errors.length > 0) throw validationFailed(Object.fromEntries(errors));
}

const chosenWithLink = 'People who are invited choose a password with the link.';
