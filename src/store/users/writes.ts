import { type Kysely, sql } from 'kysely';
import { canonical } from '../../directory/canonical.ts';
import type { NewUser, ProfileChange, TakenNames, User } from '../../directory/user.ts';
import { oneAhead, portions } from '../../turns.ts';
import { nextNumber, reserveNumbers, takeNumbers } from '../counters.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { jsonList } from '../json-list.ts';
import { tablesOfUsers } from '../lives.ts';
import { prepared } from '../prepared.ts';
import { insertRows } from '../rows.ts';
import { insertSubjects } from '../subjects.ts';
import { addAddresses, moveAddresses } from './addresses.ts';
import { joined, type Keys, keysOf, searchText } from './names.ts';
import { addToRanks, markInRanks, removeFromRanks } from './ranks.ts';

// Writing users, and with them what makes lists of users quick: ranges, search index and the number of the list.

type Db = Kysely<Database>;

const flag = (value: boolean) => (value ? 1 : 0);

const insert = insertRows(
  'users',
  [
    ...(['organization_id', 'id', 'legacy_id', 'user_name', 'user_name_key', 'email', 'email_key'] as const),
    ...(['email_confirmed', 'name', 'name_key', 'surname', 'surname_key', 'display_name', 'display_name_key'] as const),
    ...(['is_active', 'bypass_basic_auth_restriction', 'invitation_accepted', 'type', 'created_at'] as const),
    ...(['last_login_at', 'extension_attributes', 'search_id', 'search_text'] as const),
  ],
  {
    numbers: [
      ...(['legacy_id', 'email_confirmed', 'is_active', 'bypass_basic_auth_restriction'] as const),
      ...(['invitation_accepted', 'created_at', 'last_login_at', 'search_id'] as const),
    ],
  },
);

/** So many are written with one statement for each table. */
const perStatement = 2500;

export async function insertUsers(db: Db, organizationId: string, users: readonly NewUser[]): Promise<void> {
  if (users.length === 0) return;
  const numbers = await numbersFor(db, organizationId, users);
  const userNames: string[] = [];
  await oneAhead(portions(users, perStatement), async (some) => {
    const keys = some.map(keysOf);
    for (const [userName] of keys) userNames.push(userName);
    await insertSome(db, organizationId, { some, keys, numbers });
  });
  await addToRanks(db, { organizationId, keys: userNames, change: numbers.change });
}

/** Behind larger ones nothing goes on: there would soon be no numbers left that are exact. */
export const mostReserved = 2 ** 52;

/** The next ones of each sequence; they are counted on while users are written. */
interface Numbers {
  searchId: number;
  legacyId: number;
  readonly change: number;
}

async function numbersFor(db: Db, organizationId: string, users: readonly NewUser[]): Promise<Numbers> {
  const given = users.flatMap(({ legacyId = 0 }) => (legacyId > 0 && legacyId <= mostReserved ? [legacyId] : []));
  const unnumbered = users.filter(({ legacyId }) => legacyId === undefined).length;
  const searchId = await takeNumbers(db, organizationId, 'user_search', users.length);
  if (given.length > 0) await reserveNumbers(db, organizationId, 'legacy_id', largest(given));
  const legacyId = unnumbered > 0 ? await takeNumbers(db, organizationId, 'legacy_id', unnumbered) : 0;
  return { searchId, legacyId, change: await nextNumber(db, organizationId, 'user_list') };
}

const largest = (numbers: readonly number[]): number => numbers.reduce((most, one) => Math.max(most, one), 0);

interface Portion {
  readonly some: readonly NewUser[];
  readonly keys: readonly Keys[];
  readonly numbers: Numbers;
}

async function insertSome(db: Db, organizationId: string, { some, keys, numbers }: Portion): Promise<void> {
  const texts = keys.map((names) => [numbers.searchId++, joined(names)] as const);
  const rows = some.map((user, index) => rowOf(user, keys[index] ?? keysOf(user), texts[index] ?? [0, ''], numbers));
  const subjects = some.map(({ id }) => [id, organizationId, 'user'] as const);
  await Promise.all([
    insertSubjects(db, subjects),
    insert(db, rows),
    addAddresses(db, some, keys),
    dialectOf(db).textIndex.add(db, texts),
  ]);
}

/** In the order of the columns, which are named one by one because lists that are put together take three times as long. */
function rowOf(
  user: NewUser,
  [userName, email, name, surname, displayName]: Keys,
  [searchId, text]: readonly [number, string],
  numbers: Numbers,
): readonly (string | number | null)[] {
  return [
    user.organizationId,
    user.id,
    user.legacyId ?? numbers.legacyId++,
    user.userName,
    userName,
    user.email,
    email,
    flag(user.emailConfirmed),
    user.name,
    name,
    user.surname,
    surname,
    user.displayName,
    displayName,
    flag(user.isActive),
    flag(user.bypassBasicAuthRestriction),
    flag(user.invitationAccepted),
    user.type ?? 'user',
    user.createdAt,
    user.lastLoginAt ?? null,
    user.extensionAttributes ? JSON.stringify(user.extensionAttributes) : null,
    searchId,
    text,
  ];
}

/** Replaces what the change names, if the profile still has the version that was read. */
export async function replaceProfile(db: Db, user: User, change: ProfileChange, at: number): Promise<boolean> {
  const next = { ...user, ...change };
  const keys = keysOf(next);
  const text = joined(keys);
  const [, email, name, surname, displayName] = keys;
  const [row] = await db
    .updateTable('users')
    .set({
      name: next.name,
      name_key: name,
      surname: next.surname,
      surname_key: surname,
      display_name: next.displayName,
      display_name_key: displayName,
      // An address that finds another, as there are from before, stays without a form until it is another.
      ...(next.email === user.email ? {} : { email: next.email, email_key: email }),
      email_confirmed: flag(next.emailConfirmed),
      is_active: flag(next.isActive),
      bypass_basic_auth_restriction: flag(next.bypassBasicAuthRestriction),
      invitation_accepted: flag(next.invitationAccepted),
      extension_attributes: JSON.stringify(next.extensionAttributes),
      search_text: text,
      version: user.version + 1,
      modified_at: at,
    })
    .where('organization_id', '=', user.organizationId)
    .where('id', '=', user.id)
    .where('deleted_at', 'is', null)
    .where('version', '=', user.version)
    .returning('search_id')
    .execute();
  if (!row) return false;
  if (next.email !== user.email) await moveAddresses(db, user, next);
  if (text === searchText(user)) return true;
  const { textIndex } = dialectOf(db);
  await textIndex.drop(db, [row.search_id]);
  await textIndex.add(db, [[row.search_id, text]]);
  const { organizationId, userName } = user;
  const number = await nextNumber(db, organizationId, 'user_list');
  await markInRanks(db, { organizationId, keys: [canonical(userName)], change: number });
  return true;
}

/** All that is left of somebody who was deleted is an id that is not given again. */
const nothingSaid = {
  ...{ user_name: '', user_name_key: '', email: null, email_key: null, name: null, name_key: null, surname: null },
  ...{ surname_key: null, display_name: null, display_name_key: null, extension_attributes: null, search_text: '' },
};

export async function softDelete(db: Db, user: User, at: number): Promise<boolean> {
  const { organizationId, id, version, userName } = user;
  const [row] = await db
    .updateTable('users')
    .set({ ...nothingSaid, deleted_at: at, modified_at: at, version: version + 1 })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where('version', '=', version)
    .returning('search_id')
    .execute();
  if (!row) return false;
  for (const table of tablesOfUsers) {
    await db.deleteFrom(table).where('organization_id', '=', organizationId).where('user_id', '=', id).execute();
  }
  await moveAddresses(db, user, undefined);
  await dialectOf(db).textIndex.drop(db, [row.search_id]);
  const change = await nextNumber(db, organizationId, 'user_list');
  await removeFromRanks(db, { organizationId, keys: [canonical(userName)], change });
  return true;
}

interface Wanted {
  readonly organizationId: string;
  readonly wanted: string;
}

const takenKeys = (column: 'user_name_key' | 'email_key') =>
  prepared<Wanted, { found: string }>((db, place) =>
    db
      .selectFrom('users')
      .select(sql<string>`${sql.ref(column)}`.as('found'))
      .where('organization_id', '=', place('organizationId'))
      .where('deleted_at', 'is', null)
      .where(dialectOf(db).isAmong(column, place('wanted'), 'text')),
  );

const takenUserNames = takenKeys('user_name_key');
const takenEmails = takenKeys('email_key');

export async function takenNames(db: Db, organizationId: string, names: readonly string[]): Promise<TakenNames> {
  const wanted = jsonList(names.map(canonical));
  const [userNames, emails] = await Promise.all([
    takenUserNames(db, { organizationId, wanted }),
    takenEmails(db, { organizationId, wanted }),
  ]);
  const found = ({ rows }: { readonly rows: readonly { readonly found: string }[] }) =>
    new Set(rows.map((row) => row.found));
  return { userNames: found(userNames), emails: found(emails) };
}
