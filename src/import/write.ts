import type { AuditEntry } from '../directory/audit/entry.ts';
import { canonical } from '../directory/canonical.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import type { NewCredential } from '../directory/credential.ts';
import { newIdsTogether } from '../directory/identifier.ts';
import { joinGroups } from '../directory/membership/change.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { NewUser } from '../directory/user.ts';
import { entityNotFound } from '../errors.ts';
import { isAcceptable } from '../password/hash.ts';
import { type Assessment, assess } from './assess.ts';
import type { GroupRegistry } from './group-registry.ts';
import type { Ready } from './passwords.ts';

/** People who are written together, by user name as far as possible. */
export interface Batch {
  readonly people: readonly Ready[];
  /** Names of groups that are made though nobody may join them. */
  readonly declared: readonly string[];
}

interface Surroundings {
  readonly groups: GroupRegistry;
  /** Whether an earlier row had the name. */
  readonly isSeen: (name: string) => boolean;
}

/**
 * Writes those who can be created, with all that belongs to them, in one transaction: nobody is there in part.
 *
 * @returns what came of each of them.
 * @throws GatehouseError NotFound when the organization is not there any more: an import takes long, and nobody would delete
 *   what is written later.
 */
export async function writePeople(
  store: Store,
  command: Command<'user.write'>,
  { people, declared }: Batch,
  { groups, isSeen }: Surroundings,
): Promise<readonly Assessment[]> {
  const { organizationId } = command.permitted;
  const candidates = people.map(({ candidate }) => candidate);
  return await store.bulk(async (tables) => {
    if (!(await tables.organizations.findById(organizationId))) throw entityNotFound();
    const assessments = await assess(tables, organizationId, candidates, { isSeen, isWritten: true });
    const created = people.filter((_, place) => assessments[place]?.outcome === 'created');
    const names = [...new Set(created.flatMap(({ candidate }) => candidate.groups))];
    const ids = await groups.ensure(tables, command, [...declared, ...names]);
    const groupIds = new Map(names.map((name) => [name, ids.get(canonical(name))]));
    const found = assessments.filter(({ outcome }) => outcome === 'created');
    const made = created.map((ready, place) => madeOf(ready, found[place], groupIds));
    await insertAll(tables, command, made);
    return assessments;
  });
}

/** Somebody who is created now. */
interface Made extends Ready {
  readonly user: NewUser;
  readonly logins: Assessment['logins'];
  readonly groupIds: readonly string[];
}

function madeOf(
  { candidate, password }: Ready,
  assessment: Assessment | undefined,
  groupIds: ReadonlyMap<string, string | undefined>,
): Made {
  const { user, groups } = candidate;
  return {
    candidate,
    password,
    user: assessment?.isIdTaken ? { ...user, id: makeId() } : user,
    logins: assessment?.logins ?? [],
    groupIds: groups.flatMap((name) => groupIds.get(name) ?? []),
  };
}

const makeId = newIdsTogether();

/** The entries of the audit log beside the people, so that the store has work while others are put together. */
async function insertAll(tables: Tables, command: Command<'user.write'>, made: readonly Made[]): Promise<void> {
  const { organizationId } = command.permitted;
  const append = tables.audit.appendMany(organizationId, made, (one) => entryOf(command, one));
  const lanes = await Promise.allSettled([insertPeople(tables, command, made), append]);
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
}

async function insertPeople(
  tables: Tables,
  { permitted, at }: Command<'user.write'>,
  made: readonly Made[],
): Promise<void> {
  const { organizationId } = permitted;
  const users = made.map(({ user }) => user);
  const inserted = tables.users.insertMany(organizationId, users);
  // Made while the store has work.
  const credentials = made.map((one) => credentialOf(one, at));
  const members = made.flatMap(({ user: { id }, groupIds }) =>
    groupIds.map((groupId) => ({ groupId, id, type: 'user' }) as const),
  );
  await inserted;
  await tables.credentials.insertMany(credentials);
  await joinGroups(tables, permitted, organizationId, members);
  const logins = made.flatMap(({ user, logins }) => logins.map((login) => ({ ...login, userId: user.id })));
  await tables.users.insertLogins(organizationId, logins);
}

function credentialOf({ user, candidate: { person }, password }: Made, at: number): NewCredential {
  const { organizationId, id, userName } = user;
  const { passwordHash, keptRules, hashCost } = password;
  const hasPassword = passwordHash !== null;
  return {
    organizationId,
    id,
    userName,
    passwordHash,
    keptRules,
    hashCost,
    createdAt: person.passwordChangedAt ?? at,
    mustChange: hasPassword && person.isTemporaryPassword === true,
    isChangeRequired: hasPassword && person.mustChangePassword,
    history: (person.passwordHistory ?? []).filter((retired) => isAcceptable(retired.passwordHash)),
  };
}

function entryOf(command: Command, { user, password, groupIds: addedGroups }: Made): AuditEntry {
  const { id: targetId, userName, email, type = 'user' } = user;
  const details = { userName, email, type, addedGroups, hasPassword: password.passwordHash !== null, ...password.note };
  return auditEntryOf(command, { category: 'User', action: 'Create', targetId, details });
}
