import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { containing } from '../like.ts';
import { mostCandidates, type TextIndex } from '../users/text-index.ts';

// An index on the column itself, by the extension pg_trgm. Without the extension there is none, and ranges are searched.

const trigramIndex = 'users_search_trigrams';

export const textIndex: TextIndex = {
  indexed: undefined,

  async add() {},
  async drop() {},

  async find(db, organizationId, term) {
    if ([...term].length < 3 || !(await hasIndex(db))) return undefined;
    const { rows } = await sql<{ id: number }>`select id from (
        select search_id as id, user_name_key from users
        where organization_id = ${organizationId} and deleted_at is null and search_text like ${containing(term)}
        limit ${mostCandidates + 1}
      ) as candidates order by user_name_key`.execute(db);
    return rows.length > mostCandidates ? undefined : rows.map(({ id }) => id);
  },
};

/** By database: whether the index was there, and when that was asked. Either way a search finds the same. */
const known = new WeakMap<object, { readonly isThere: boolean; readonly askedAt: number }>();

/** Of an index that somebody makes or drops meanwhile, a process knows so much later. */
const freshMs = 60_000;

async function hasIndex(db: Kysely<Database>): Promise<boolean> {
  const { adapter } = db.getExecutor();
  const before = known.get(adapter);
  if (before && performance.now() - before.askedAt < freshMs) return before.isThere;
  const { rows } = await sql<{ name: string | null }>`select to_regclass(${trigramIndex})::text as name`.execute(db);
  const isThere = (rows[0]?.name ?? null) !== null;
  known.set(adapter, { isThere, askedAt: performance.now() });
  return isThere;
}
