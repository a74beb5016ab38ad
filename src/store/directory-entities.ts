import { type Kysely, type RawBuilder, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { DirectoryEntities, DirectoryEntity, EntityKind, Prefix } from '../directory/directory-entity.ts';
import { inTurns } from '../turns.ts';
import { chunked } from './chunked.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { columnsOf, toEntity } from './entity-columns.ts';
import { hasManyRows, onThread } from './long-query.ts';

export function directoryEntities(db: Kysely<Database>): DirectoryEntities {
  return {
    async findByIds(organizationId, kinds, ids) {
      const found: DirectoryEntity[] = [];
      for (const kind of kinds) {
        found.push(...(await chunked(ids, (some) => ofIds(db, organizationId, kind, some))).map(toEntity));
      }
      return found;
    },

    findByNames: async (organizationId, kind, names) => (await ofNames(db, organizationId, kind, names)).map(toEntity),

    startingWith: async (organizationId, kind, wanted) =>
      (await ofPrefix(db, organizationId, kind, wanted)).map(toEntity),
  };
}

/** Those of one kind in an organization that live. A public application is nobody: it acts only for people. */
const people = (db: Kysely<Database>, organizationId: string) =>
  db
    .selectFrom('users as e')
    .select(columnsOf.user)
    .where('e.organization_id', '=', organizationId)
    .where('e.deleted_at', 'is', null);
/** As the index of display names begins, and nobody with a number of another organization. */
const peopleInOrder = (db: Kysely<Database>, organizationId: string) => {
  const { usersInOrder, sortedLast } = dialectOf(db);
  return db
    .selectFrom('users as e')
    .select(columnsOf.user)
    .where(usersInOrder(organizationId))
    .where(sql<boolean>`${sortedLast(sql.ref('e.organization_id'))} = ${organizationId}`)
    .where('e.deleted_at', 'is', null);
};
const robots = (db: Kysely<Database>, organizationId: string) =>
  db.selectFrom('robot_accounts as e').select(columnsOf.robotAccount).where('e.organization_id', '=', organizationId);
const applications = (db: Kysely<Database>, organizationId: string) =>
  db
    .selectFrom('applications as e')
    .select(columnsOf.application)
    .where('e.organization_id', '=', organizationId)
    .where('e.is_confidential', '=', 1);
const groups = (db: Kysely<Database>, organizationId: string) =>
  db.selectFrom('groups as e').select(columnsOf.group).where('e.organization_id', '=', organizationId);

type Row = Parameters<typeof toEntity>[0];
type Found = Promise<Row[]>;

function ofIds(db: Kysely<Database>, organizationId: string, kind: EntityKind, ids: readonly string[]): Found {
  switch (kind) {
    case 'user':
      return people(db, organizationId).where('e.id', 'in', ids).execute();
    case 'robotAccount':
      return robots(db, organizationId).where('e.id', 'in', ids).execute();
    case 'application':
      return applications(db, organizationId).where('e.id', 'in', ids).execute();
    case 'group':
      return groups(db, organizationId).where('e.id', 'in', ids).execute();
  }
}

async function ofNames(
  db: Kysely<Database>,
  organizationId: string,
  kind: EntityKind,
  names: readonly string[],
): Found {
  const keys = [...new Set(names.map(canonical))];
  switch (kind) {
    case 'user': {
      const byName = await people(db, organizationId).where('e.user_name_key', 'in', keys).execute();
      const byEmail = await people(db, organizationId).where('e.email_key', 'in', keys).execute();
      return distinct([...byName, ...byEmail]);
    }
    case 'robotAccount':
      return robots(db, organizationId).where('e.name_key', 'in', keys).execute();
    case 'application':
      return applicationsNamed(db, organizationId, 'e.created_at', (key) => keys.includes(key));
    case 'group':
      return groups(db, organizationId).where('e.name_key', 'in', keys).execute();
  }
}

/** Everything from the prefix to the last character there is: a range of the index. */
const last = '\u{10FFFF}';

async function ofPrefix(
  db: Kysely<Database>,
  organizationId: string,
  kind: EntityKind,
  { prefix, byEmail: isByEmail, limit }: Prefix,
): Found {
  const from = canonical(prefix);
  const to = `${from}${last}`;
  switch (kind) {
    case 'user': {
      const beginning = (key: 'e.user_name_key' | 'e.email_key' | 'e.display_name_key') => () => {
        const all = key === 'e.display_name_key' ? peopleInOrder(db, organizationId) : people(db, organizationId);
        return all.where(key, '>=', from).where(key, '<', to).orderBy(key).limit(limit).execute();
      };
      const byEmail = isByEmail ? [beginning('e.email_key')] : [];
      return await firstOf(limit, [beginning('e.user_name_key'), ...byEmail, beginning('e.display_name_key')]);
    }
    case 'robotAccount': {
      const beginning = (key: 'e.name_key' | 'e.display_name_key') => () =>
        robots(db, organizationId).where(key, '>=', from).where(key, '<', to).orderBy(key).limit(limit).execute();
      return await firstOf(limit, [beginning('e.name_key'), beginning('e.display_name_key')]);
    }
    case 'application':
      return applicationsNamed(db, organizationId, sql`upper(e.name)`, (key) => key.startsWith(from), limit);
    case 'group': {
      const matching = groups(db, organizationId).where('e.name_key', '>=', from).where('e.name_key', '<', to);
      return await matching.orderBy('e.name_key').limit(limit).execute();
    }
  }
}

/** The first of those whose canonical name is a wanted one. No column has it, so the names of all are looked at. */
async function applicationsNamed(
  db: Kysely<Database>,
  organizationId: string,
  order: 'e.created_at' | RawBuilder<unknown>,
  isWanted: (key: string) => boolean,
  limit = Number.POSITIVE_INFINITY,
): Found {
  const all = applications(db, organizationId).clearSelect().select(['e.id', 'e.name']).orderBy(order);
  const isLong = await hasManyRows(db, db.selectFrom('applications').where('organization_id', '=', organizationId));
  const ids: string[] = [];
  for await (const { id, name } of inTurns(await all.$if(isLong, (names) => names.modifyFront(onThread)).execute())) {
    if (ids.length < limit && isWanted(canonical(name))) ids.push(id);
  }
  const rows = await chunked(ids, (some) => ofIds(db, organizationId, 'application', some));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Asks one after the other until there are enough. */
async function firstOf(limit: number, queries: readonly (() => Found)[]): Found {
  let found: Row[] = [];
  for (const query of queries) {
    if (found.length < limit) found = distinct([...found, ...(await query())]).slice(0, limit);
  }
  return found;
}

const distinct = (all: readonly Row[]): Row[] => [...new Map(all.map((entity) => [entity.id, entity])).values()];
