import { type Kysely, type RawBuilder, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Names are compared in another form than before: without the blanks around them, and letter by letter. Two that are one
 * now are written down, to be reported. Whoever's form is as it was keeps the name, else the older; the other is called
 * `name~2`, and an address that is somebody else's finds nobody but them.
 */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('name_clashes')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('first_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('name_clashes_key', ['organization_id', 'kind', 'id'])
    .execute();
  for (const names of named) {
    await setAside(db, names);
    await giveBack(db, names);
  }
  await robots(db);
  await apis(db);
  await setAside(db, userNames);
  await setAside(db, addresses);
  const touched = await organizationsOf(db);
  await giveBack(db, userNames);
  await giveBack(db, addresses);
  await texts(db);
  for (const organizationId of touched) await rank(db, organizationId);
}

interface Names {
  readonly table: string;
  readonly kind: string;
  readonly name: string;
  readonly key: string;
  /** In which names are unique. */
  readonly scope: readonly string[];
  readonly living: RawBuilder<unknown>;
  /** Setting keys with blanks around them stay what they are: they could come into force. */
  readonly isTrimmed: boolean;
}

const ofOrganization = {
  ...{ name: 'name', key: 'name_key', scope: ['organization_id'], living: sql`true`, isTrimmed: true },
} as const;
const living = sql`deleted_at is null`;
const users = { ...ofOrganization, table: 'users', living };
const userNames: Names = { ...users, kind: 'userName', name: 'user_name', key: 'user_name_key' };
const addresses: Names = { ...users, kind: 'email', name: 'email', key: 'email_key' };
const named: readonly Names[] = [
  { ...ofOrganization, table: 'organizations', kind: 'organization', scope: [], living },
  { ...ofOrganization, table: 'tenants', kind: 'tenant' },
  { ...ofOrganization, table: 'groups', kind: 'group' },
  { ...ofOrganization, table: 'robot_accounts', kind: 'robotAccount' },
  {
    ...{ table: 'settings', kind: 'setting', name: 'key', key: 'key_key', scope: ['organization_id', 'user_id'] },
    ...{ living: sql`true`, isTrimmed: false },
  },
];

/** So many rows are read at once. */
const atOnce = 1000;

/** What a form can differ in from before: other letters than those of ASCII, and blanks. */
const mayDiffer = (name: RawBuilder<unknown>) =>
  sql`(octet_length(${name}) > length(${name}) or ${name} like ' %' or ${name} like '% ')`;

const isAside = (key: string) => sql`${sql.ref(key)} >= char(10) and ${sql.ref(key)} < char(11)`;

interface Row {
  readonly row: number;
  readonly id: string | number;
  readonly name: string;
  readonly key: string | null;
}

/** Takes the form from those for which it is another now: what it becomes may be another's until then. */
async function setAside(db: Db, { table, name, key, living, isTrimmed }: Names): Promise<void> {
  for (let last = 0, isMore = true; isMore; ) {
    const { rows } = await sql<Row>`select rowid as "row", id, ${sql.ref(name)} as name, ${sql.ref(key)} as key
      from ${sql.table(table)} where rowid > ${last} and ${living} and ${mayDiffer(sql.ref(name))}
      order by rowid limit ${atOnce}`.execute(db);
    for (const row of rows) {
      if (row.key === formOf(row.name, isTrimmed)) continue;
      await sql`update ${sql.table(table)} set ${sql.ref(key)} = char(10) || ${row.row} where rowid = ${row.row}`.execute(
        db,
      );
    }
    last = rows.at(-1)?.row ?? last;
    isMore = rows.length === atOnce;
  }
}

/** Gives them their form, the oldest first. */
async function giveBack(db: Db, names: Names): Promise<void> {
  const { table, name, key, living, kind, isTrimmed } = names;
  const age = sql.ref(table === 'settings' ? 'id' : 'created_at');
  const owner = sql.ref(table === 'organizations' ? 'id' : 'organization_id');
  for (;;) {
    const { rows } = await sql<Row & { owner: string }>`select rowid as "row", id, ${owner} as owner,
      ${sql.ref(name)} as name, ${sql.ref(key)} as key from ${sql.table(table)}
      where ${isAside(key)} and ${living} order by ${age}, id limit ${atOnce}`.execute(db);
    if (rows.length === 0) return;
    for (const row of rows) {
      const form = formOf(row.name, isTrimmed);
      const holder = await holderOf(db, names, row, form);
      if (holder === undefined) {
        await call(db, names, row, row.name, form);
        continue;
      }
      const other = kind === 'email' ? undefined : await freeName(db, names, row);
      await call(db, names, row, other ?? row.name, other === undefined ? null : formOf(other, isTrimmed));
      await sql`insert into name_clashes (organization_id, kind, id, first_id)
        values (${row.owner}, ${kind}, ${String(row.id)}, ${String(holder)})`.execute(db);
    }
  }
}

function call(db: Db, { table, name, key }: Names, { row }: Row, called: string, form: string | null) {
  return sql`update ${sql.table(table)} set ${sql.ref(name)} = ${called}, ${sql.ref(key)} = ${form}
    where rowid = ${row}`.execute(db);
}

/** The id of whoever has the form. */
async function holderOf(db: Db, { table, key, scope, living }: Names, { row }: Row, form: string) {
  const same = scope.map(
    (column) => sql`and ${sql.ref(column)} = (select ${sql.ref(column)} from ${sql.table(table)} where rowid = ${row})`,
  );
  const { rows } = await sql<{ id: string | number }>`select id from ${sql.table(table)}
    where ${sql.ref(key)} = ${form} and ${living} ${sql.join(same, sql` `)}`.execute(db);
  return rows[0]?.id;
}

async function freeName(db: Db, names: Names, row: Row): Promise<string> {
  for (let number = 2; ; number += 1) {
    const name = `${row.name.trim().slice(0, 120).toWellFormed()}~${number}`;
    if ((await holderOf(db, names, row, formOf(name, names.isTrimmed))) === undefined) return name;
  }
}

async function organizationsOf(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select distinct organization_id as id from users
    where ${isAside('user_name_key')} and ${living}`.execute(db);
  return rows.map(({ id }) => id);
}

/** What lists of robot accounts are sorted by and searched in, besides the name. */
async function robots(db: Db): Promise<void> {
  for (let last = 0, isMore = true; isMore; ) {
    const { rows } = await sql<{ row: number; name: string }>`select rowid as "row", display_name as name
      from robot_accounts where rowid > ${last} and ${mayDiffer(sql.ref('display_name'))}
      order by rowid limit ${atOnce}`.execute(db);
    for (const { row, name } of rows) {
      await sql`update robot_accounts set display_name_key = ${formOf(name)} where rowid = ${row}`.execute(db);
    }
    last = rows.at(-1)?.row ?? last;
    isMore = rows.length === atOnce;
  }
}

interface Api {
  readonly organization_id: string;
  readonly name: string;
  readonly name_key: string;
}

/** Few of them, and their scopes refer to them by the form. */
async function apis(db: Db): Promise<void> {
  const { rows } = await sql<Api>`select organization_id, name, name_key from api_resources
    where ${mayDiffer(sql.ref('name'))} order by rowid`.execute(db);
  const others = rows.filter(({ name, name_key }) => name_key !== formOf(name));
  for (const api of others) await move(db, api, api.name_key, `\n${api.name_key}`, api.name);
  for (const api of others) {
    const isFree = async (form: string) => {
      const { rows } = await sql`select 1 from api_resources
        where organization_id = ${api.organization_id} and name_key = ${form}`.execute(db);
      return rows.length === 0;
    };
    let name = api.name;
    for (let number = 2; !(await isFree(formOf(name))); number += 1)
      name = `${api.name.trim().slice(0, 120)}~${number}`;
    await move(db, api, `\n${api.name_key}`, formOf(name), name);
    if (name === api.name) continue;
    await sql`insert into name_clashes (organization_id, kind, id, first_id)
      values (${api.organization_id}, 'api', ${name}, ${api.name.trim()})`.execute(db);
  }
}

async function move(db: Db, { organization_id }: Api, from: string, to: string, name: string): Promise<void> {
  await sql`insert into api_resources (organization_id, name_key, name, display_name, description)
    select organization_id, ${to}, ${name}, display_name, description from api_resources
    where organization_id = ${organization_id} and name_key = ${from}`.execute(db);
  await sql`update api_scopes set resource_key = ${to}
    where organization_id = ${organization_id} and resource_key = ${from}`.execute(db);
  await sql`delete from api_resources where organization_id = ${organization_id} and name_key = ${from}`.execute(db);
}

interface Texts {
  readonly search_id: number;
  readonly user_name: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly surname: string | null;
  readonly display_name: string | null;
  readonly search_text: string;
}

/** What lists of users are sorted by, and what is searched. */
async function texts(db: Db): Promise<void> {
  const names = ['user_name', 'email', 'name', 'surname', 'display_name'].map((name) => mayDiffer(sql.ref(name)));
  const differs = sql`(${sql.join(names, sql` or `)} or (organization_id, id) in
    (select organization_id, id from name_clashes where kind = 'userName'))`;
  for (let last = 0, isMore = true; isMore; ) {
    const { rows } = await sql<Texts>`select search_id, user_name, email, name, surname, display_name, search_text
      from users where search_id > ${last} and ${living} and ${differs} order by search_id limit ${atOnce}`.execute(db);
    for (const row of rows) await index(db, row);
    last = rows.at(-1)?.search_id ?? last;
    isMore = rows.length === atOnce;
  }
}

async function index(db: Db, row: Texts): Promise<void> {
  const form = (text: string | null) => (text ? formOf(text) : null);
  const [name, surname, displayName] = [form(row.name), form(row.surname), form(row.display_name)];
  const text = [formOf(row.user_name), form(row.email), name, surname, displayName].join('\n');
  await sql`update users set name_key = ${name}, surname_key = ${surname}, display_name_key = ${displayName},
    search_text = ${text} where search_id = ${row.search_id}`.execute(db);
  if (text === row.search_text) return;
  await sql`delete from user_search where rowid = ${row.search_id}`.execute(db);
  await sql`insert into user_search (rowid, text) values (${row.search_id}, ${text})`.execute(db);
}

/** The users of a range, when it is made. */
const inRange = 2048;

async function rank(db: Db, organizationId: string): Promise<void> {
  await sql`delete from user_ranks where organization_id = ${organizationId}`.execute(db);
  await sql`insert into user_ranks (organization_id, start_key, count, change)
    select ${organizationId}, case position when 0 then '' else user_name_key end, min(${inRange}, total - position), 0
    from (
      select user_name_key, row_number() over (order by user_name_key) - 1 as position, count(*) over () as total
      from users where organization_id = ${organizationId} and ${living}
    ) as ordered where position % ${inRange} = 0`.execute(db);
}

function formOf(name: string, isTrimmed = true): string {
  const text = isTrimmed ? name.trim() : name;
  if (!/[^\0-\x7f]/.test(text)) return text.toUpperCase();
  const composed = (one: string) => one.replace(/[^\u037e\u1fef\u212a]+/g, (part) => part.normalize('NFC'));
  const folded = (letter: string) => mapped(mapped(letter, 'toLowerCase'), 'toUpperCase');
  return composed(composed(text).replace(/./gsu, folded));
}

/** The letter itself where several would take its place, or one of ASCII would. */
function mapped(letter: string, to: 'toLowerCase' | 'toUpperCase'): string {
  const other = letter[to]();
  const isOne = other.length === String.fromCodePoint(other.codePointAt(0) ?? 0).length;
  return isOne && (/[^\0-\x7f]/.test(other) || !/[^\0-\x7f]/.test(letter)) ? other : letter;
}
