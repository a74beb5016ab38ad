import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { DirectoryEntities, DirectoryEntity, EntityKind, Prefix } from '../directory/directory-entity.ts';
import { chunked } from './chunked.ts';
import type { Database } from './database.ts';
import { columnsOf, toEntity } from './entity-columns.ts';

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
    case 'application': {
      const all = await applications(db, organizationId).orderBy('e.created_at').execute();
      return all.filter(({ name }) => keys.includes(canonical(name)));
    }
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
      const beginning = (key: 'e.user_name_key' | 'e.email_key' | 'e.display_name_key') => () =>
        people(db, organizationId).where(key, '>=', from).where(key, '<', to).orderBy(key).limit(limit).execute();
      const byEmail = isByEmail ? [beginning('e.email_key')] : [];
      return await firstOf(limit, [beginning('e.user_name_key'), ...byEmail, beginning('e.display_name_key')]);
    }
    case 'robotAccount': {
      const beginning = (key: 'e.name_key' | 'e.display_name_key') => () =>
        robots(db, organizationId).where(key, '>=', from).where(key, '<', to).orderBy(key).limit(limit).execute();
      return await firstOf(limit, [beginning('e.name_key'), beginning('e.display_name_key')]);
    }
    case 'application': {
      const all = await applications(db, organizationId).orderBy(sql`upper(e.name)`).execute();
      return all.filter(({ name }) => canonical(name).startsWith(from)).slice(0, limit);
    }
    case 'group': {
      const matching = groups(db, organizationId).where('e.name_key', '>=', from).where('e.name_key', '<', to);
      return await matching.orderBy('e.name_key').limit(limit).execute();
    }
  }
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
