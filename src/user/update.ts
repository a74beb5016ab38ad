import { knownCaller } from '../admission/caller.ts';
import { keepAnAdministrator } from '../directory/administrators.ts';
import { type AuditDetail, auditActor } from '../directory/audit/entry.ts';
import { causeOfCommand } from '../directory/cause.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import { type Ended, endEverythingOf } from '../directory/end-everything.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { changeMemberships } from '../directory/membership/change.ts';
import { isOwnAccount } from '../directory/permission/actor.ts';
import { type Permitted, requireAdministratorsConsent } from '../directory/permission.ts';
import { requireStanding } from '../directory/standing.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { ProfileChange, User } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { entityNotFound, forbidden, identityError, identityFailure, validationFailed } from '../errors.ts';
import { sendLink } from '../password/account-link.ts';
import type { BreachedPasswords } from '../password/breached.ts';
import { isConfirmationRequired, isUnconfirmed } from '../password/email-confirmation.ts';
import type { Hasher, RightToHash } from '../password/hasher.ts';
import { type PreparedPassword, withNewPassword } from '../password/new-password.ts';
import { setPassword } from '../password/set.ts';
import { sourceOfActor } from '../password/source.ts';
import { requirePerson } from './new-users.ts';
import { profileTexts, readEmail } from './profile.ts';

interface UpdateTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  readonly now: () => number;
}

/** Null: it stays as it is. */
export interface UpdateUser extends Command<'user.write'> {
  readonly userId: string;
  readonly name: string | null;
  readonly surname: string | null;
  readonly displayName: string | null;
  /** Empty: the account has none any more. */
  readonly email: string | null;
  readonly isActive: boolean | null;
  readonly password: string | null;
  readonly groupIdsToAdd: readonly string[];
  readonly groupIdsToRemove: readonly string[];
  readonly bypassBasicAuthRestriction: boolean | null;
  readonly invitationAccepted: boolean | null;
  readonly attributesToAddOrUpdate: Readonly<Record<string, string | null>>;
  readonly attributesToRemove: readonly string[];
  readonly signal: AbortSignal;
  readonly requireRight?: RightToHash;
}

/**
 * Changes a user: profile, standing, groups, password, all of it or nothing. Returns what ended when the password was
 * reset or the account deactivated.
 *
 * @throws GatehouseError Forbidden or NotFound; ValidationFailed; BadRequest when the last administrator would go;
 *   IdentityFailure `DuplicateEmail`, every rule that the password breaks, `UserLockedOut`, or `ConcurrencyFailure`.
 */
export async function updateUser(tools: UpdateTools, request: UpdateUser): Promise<Ended | undefined> {
  const permitted = await findTarget(tools.store.users, request.permitted, request.userId);
  const target = permitted.object;
  const problems = Object.entries(profileTexts.problems(changedTexts(target, request))).map(([field, text]) => [
    field,
    [text],
  ]);
  if (problems.length > 0) throw validationFailed(Object.fromEntries(problems));
  requirePerson(target.type, request.password);
  if (request.password !== null && isOwnAccount(permitted.actor, target)) throw ownPassword();
  // Before the password is compared with those that are in use, and again where it counts.
  const change = { ...request, permitted };
  await guardAdministrators(tools.store, change, target, changedProfile(target, request));
  const commit = (password?: PreparedPassword) =>
    tools.store.transaction((tables) => applyChange(tables, change, password));
  return request.password === null ? await commit() : await withPassword(tools, change, commit);
}

/**
 * What is there already stays, whatever the rules were when it was written: clients send back the profile that they
 * read.
 */
function changedTexts(user: User, request: UpdateUser) {
  const changed = (member: 'email' | 'name' | 'surname' | 'displayName') =>
    request[member] === user[member] ? null : request[member];
  return {
    email: changed('email'),
    name: changed('name'),
    surname: changed('surname'),
    displayName: changed('displayName'),
  };
}

/** The change of a user who has been found. */
interface Change extends UpdateUser {
  readonly permitted: Permitted<'user.write', User>;
}

async function withPassword<T>(
  tools: UpdateTools,
  change: Change,
  commit: (password: PreparedPassword) => Promise<T>,
): Promise<T> {
  const { permitted, traceId, clientIp, password, signal, requireRight } = change;
  const { actor, organizationId, object: user } = permitted;
  const guess = { source: sourceOfActor(actor, user, clientIp), actor: auditActor(actor), traceId, clientIp };
  const caller = knownCaller({ organizationId, clientIp, account: user.id });
  const wanted = {
    person: { ...user, ...changedProfile(user, change) },
    newPassword: password ?? '',
    field: 'Password',
    caller,
    signal,
    requireRight,
  };
  return await withNewPassword(tools, { ...wanted, replaces: { user, guess } }, commit);
}

async function applyChange(
  tables: Tables,
  request: Change,
  password: PreparedPassword | undefined,
): Promise<Ended | undefined> {
  // Read again: between the first look and the transaction the password was hashed.
  const user = await tables.users.find(request.permitted.object);
  if (!user) throw entityNotFound();
  const profile = changedProfile(user, request);
  await guardAdministrators(tables, request, user, profile);
  await requireFreeEmail(tables, user, profile);
  const ended = await keepWaysIn(tables, user, profile, async () => {
    if (Object.keys(profile).length > 0 && !(await tables.users.replace(user, profile, request.at))) {
      throw identityFailure(identityError('ConcurrencyFailure'));
    }
    return await endAccess(tables, request, user, profile, password);
  });
  const { permitted, groupIdsToAdd: add, groupIdsToRemove: remove } = request;
  const groupChange = { permitted, add, remove, field: 'GroupIDsToAdd' };
  const groups = await changeMemberships(tables, { ...user, type: 'user' }, groupChange);
  await recordUpdate(tables, request, user, profile, groups, ended);
  await confirmAnew(tables, request, user, profile);
  return ended;
}

/**
 * The password and the address of an administrator are ways to become one, and so is reactivating one, or taking the password of one
 * where none are taken.
 *
 * @throws GatehouseError Forbidden.
 */
async function guardAdministrators(
  tables: Pick<Tables, 'users' | 'groups'>,
  request: Change,
  user: User,
  { email, isActive, bypassBasicAuthRestriction: isExempted }: ProfileChange,
): Promise<void> {
  if (request.password === null && email === undefined && !isActive && !isExempted) return;
  const isAdministrator = await tables.groups.isMember(user.organizationId, administratorsGroupId, user.id);
  if (isAdministrator) requireAdministratorsConsent(request.permitted);
  // Whoever is found out may be taken out of the group as well as deactivated, and is then activated like anybody else.
  if (isAdministrator || isActive) await requireStanding(tables, request.permitted.actor);
}

const ownPassword = () => forbidden('The own password is changed with the present one: changepassword.');

/** What differs from what is there. */
function changedProfile(user: User, request: UpdateUser): ProfileChange {
  const { isActive, bypassBasicAuthRestriction, invitationAccepted } = request;
  const read = profileTexts.read(request);
  const email = request.email === null ? user.email : readEmail(request.email);
  const wanted: ProfileChange = {
    name: request.name === null ? user.name : read.name,
    surname: request.surname === null ? user.surname : read.surname,
    displayName: request.displayName === null ? user.displayName : read.displayName,
    email,
    // Nobody has confirmed a new address yet.
    emailConfirmed: user.emailConfirmed && email === user.email,
    isActive: isActive ?? user.isActive,
    bypassBasicAuthRestriction: bypassBasicAuthRestriction ?? user.bypassBasicAuthRestriction,
    invitationAccepted: invitationAccepted ?? user.invitationAccepted,
    extensionAttributes: changedAttributes(user, request),
  };
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(user[name as keyof ProfileChange]);
  return Object.fromEntries(Object.entries(wanted).filter(differs));
}

function changedAttributes({ extensionAttributes }: User, request: UpdateUser): User['extensionAttributes'] {
  const merged = { ...extensionAttributes, ...request.attributesToAddOrUpdate };
  const removed = new Set(request.attributesToRemove);
  const kept = Object.entries(merged).filter(([name]) => !removed.has(name));
  return Object.fromEntries(kept);
}

/** Nobody else has it, as address or as user name. */
async function requireFreeEmail({ users }: Tables, user: User, { email }: ProfileChange): Promise<void> {
  if (!email) return;
  const { named, addressed } = await users.findByLogin(user.organizationId, email);
  if ([named, addressed].every((other) => other === undefined || other.id === user.id)) return;
  throw identityFailure(identityError('DuplicateEmail', email));
}

/** Without an address, active standing or the leave to use a password, an administrator may not get in any more. */
async function keepWaysIn<T>(
  tables: Tables,
  { organizationId, id }: User,
  { isActive, email, bypassBasicAuthRestriction }: ProfileChange,
  change: () => Promise<T>,
): Promise<T> {
  const isTouched = [isActive, email, bypassBasicAuthRestriction].some((changed) => changed !== undefined);
  if (!isTouched || !(await tables.groups.isMember(organizationId, administratorsGroupId, id))) return await change();
  return await keepAnAdministrator(tables, organizationId, change);
}

/** A person who has to confirm an address, or had confirmed the one before, gets a link at the new one. */
async function confirmAnew(tables: Tables, request: Change, user: User, profile: ProfileChange): Promise<void> {
  const changed = { ...user, ...profile };
  if (!profile.email || !changed.isActive || !isUnconfirmed(changed)) return;
  if (!user.emailConfirmed && !(await isConfirmationRequired(tables, user.organizationId))) return;
  await sendLink(tables, changed, 'EmailConfirmation', { at: request.at, cause: causeOfCommand(request, user.id) });
}

async function endAccess(
  tables: Tables,
  { permitted: { actor }, at, traceId, clientIp }: Change,
  user: User,
  { isActive }: ProfileChange,
  password: PreparedPassword | undefined,
): Promise<Ended | undefined> {
  if (password) {
    const reset = await setPassword(tables, user, password, {
      actor: auditActor(actor),
      mustChange: true,
      at,
      traceId,
      clientIp,
    });
    if (isActive !== false) return reset;
    await endEverythingOf(tables, user, 'deactivated', at);
    return reset;
  }
  return isActive === false ? (await endEverythingOf(tables, user, 'deactivated', at)).ended : undefined;
}

async function recordUpdate(
  tables: Tables,
  request: Change,
  user: User,
  profile: ProfileChange,
  { joined, left }: { readonly joined: readonly string[]; readonly left: readonly string[] },
  ended: Ended | undefined,
): Promise<void> {
  const changed = Object.keys(profile) as (keyof ProfileChange)[];
  if (changed.length + joined.length + left.length === 0) return;
  const before = Object.fromEntries(changed.map((name) => [name, user[name]])) as Record<string, AuditDetail>;
  const after = { ...profile } as Record<string, AuditDetail>;
  const details = {
    before,
    after,
    addedGroups: joined,
    removedGroups: left,
    ...(ended ? { ended: { ...ended } } : {}),
  };
  await tables.audit.append(auditEntryOf(request, { category: 'User', action: 'Update', targetId: user.id, details }));
}
