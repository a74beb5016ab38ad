import { knownCaller } from '../admission/caller.ts';
import { causeOfCommand } from '../directory/cause.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import { changeMemberships } from '../directory/membership/change.ts';
import type { Store, Tables } from '../directory/store.ts';
import { type ExternalLogin, loginKey, type NewUser } from '../directory/user.ts';
import { identityError, identityFailure, invalidMember } from '../errors.ts';
import type { BreachedPasswords } from '../password/breached.ts';
import { askToConfirm } from '../password/email-confirmation.ts';
import type { Hasher, RightToHash } from '../password/hasher.ts';
import { type PreparedPassword, withNewPassword } from '../password/new-password.ts';
import {
  newCredential,
  obstaclesOf,
  readNewUsers,
  requirePerson,
  type UserToMake,
  type WantedUser,
} from './new-users.ts';

interface CreateTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  readonly now: () => number;
}

export interface CreateUser extends Command<'user.write'> {
  readonly user: WantedUser;
  /** Null: the account has none until one is set, unless the user brings a hash. */
  readonly password: string | null;
  /** Whether the password must keep the rules. Only an application can do without. */
  readonly validatesPassword: boolean;
  readonly groupIds: readonly string[];
  readonly logins: readonly ExternalLogin[];
  readonly signal: AbortSignal;
  readonly requireRight?: RightToHash;
}

/**
 * Makes a user.
 *
 * @throws GatehouseError ValidationFailed; IdentityFailure with every name that is taken or every rule that the
 *   password breaks; Overloaded or Cancelled. Nothing was made then.
 */
export async function createUser(tools: CreateTools, request: CreateUser): Promise<void> {
  const { permitted, at } = request;
  const { organizationId } = permitted;
  const [user] = (await readNewUsers([request.user], organizationId, at, () => '')) as [UserToMake];
  requirePerson(user.type, request.password);
  requireOneOf(request);
  await requireFree(tools.store, user);
  await withPassword(tools, request, (password) => insert(tools.store, request, user, password));
}

async function insert(
  store: Store,
  request: CreateUser,
  user: UserToMake,
  password: PreparedPassword | undefined,
): Promise<void> {
  const { permitted, groupIds } = request;
  const { organizationId } = permitted;
  const credential = { ...newCredential(user), ...(password && { ...password, mustChange: true }) };
  await store.transaction(async (tables) => {
    await requireFree(tables, user);
    await tables.users.insert(user);
    const { id } = user;
    await tables.credentials.insert(credential);
    await addLogins(tables, user, request.logins);
    const member = { organizationId, id, type: 'user' } as const;
    const { joined } = await changeMemberships(tables, member, {
      ...{ permitted, add: groupIds, remove: [], field: 'GroupIDs' },
    });
    const { userName, email = null, type = 'user' } = user;
    const about = { userName, email, type, addedGroups: joined };
    const details = { ...about, hasPassword: credential.passwordHash !== null, ...password?.note };
    await tables.audit.append(auditEntryOf(request, { category: 'User', action: 'Create', targetId: id, details }));
    await askToConfirm(tables, organizationId, [user], causeOfCommand(request, id), request.at);
  });
}

/** @throws GatehouseError ValidationFailed for a password that comes with a hash: nobody knows which of them counts. */
function requireOneOf({ password, user: { passwordHash } }: CreateUser): void {
  if (password === null || passwordHash === null) return;
  throw invalidMember('PasswordHash', 'The fields Password and PasswordHash exclude each other.');
}

/** Checked before the hash, which is expensive, and again in the transaction, where it counts. */
async function requireFree(tables: Tables, user: NewUser): Promise<void> {
  const obstacles = await obstaclesOf(tables, user.organizationId, [user]);
  if (obstacles.length > 0) throw identityFailure(...obstacles);
}

/** What is done with the password is within the turn to hash, as there is none to write. */
async function withPassword(
  tools: CreateTools,
  request: CreateUser,
  use: (password: PreparedPassword | undefined) => Promise<void>,
): Promise<void> {
  const { permitted, clientIp, user, password, validatesPassword, signal, requireRight } = request;
  const { actor, organizationId } = permitted;
  if (password === null) return await use(undefined);
  const ignoresPolicy = actor.type !== 'user' && !validatesPassword && password !== '';
  const caller = knownCaller({ organizationId, clientIp, account: user.userName ?? user.email ?? '' });
  const wanted = {
    person: { ...user, organizationId },
    newPassword: password,
    field: 'Password',
    ignoresPolicy,
    caller,
    signal,
    requireRight,
  };
  await withNewPassword(tools, wanted, use);
}

async function addLogins({ users }: Tables, user: NewUser, logins: readonly ExternalLogin[]): Promise<void> {
  const keys = new Set(logins.map(loginKey));
  if (keys.size < logins.length) throw identityFailure(identityError('LoginAlreadyAssociated'));
  const taken = await users.takenLogins(user.organizationId, logins);
  if (taken.some((login) => keys.has(loginKey(login)))) throw identityFailure(identityError('LoginAlreadyAssociated'));
  const { organizationId, id: userId } = user;
  await users.insertLogins(
    organizationId,
    logins.map((login) => ({ ...login, userId })),
  );
}
