import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { insertRows } from '../rows.ts';

// The index of three-letter pieces, which finds the few users who have a rare text.

type Db = Kysely<Database>;

/** Up to so many candidates are looked at one by one. */
const mostCandidates = 20_000;

export const indexTexts = insertRows('user_search', ['rowid', 'text']);

export async function dropText(db: Db, searchId: number): Promise<void> {
  await db.deleteFrom('user_search').where('rowid', '=', searchId).execute();
}

/**
 * The `search_id` of everybody in the organization who has the text, by user name. Undefined when the index is of no help:
 * the text is too short for it, or too many have its pieces.
 */
export async function findByIndex(
  db: Db,
  organizationId: string,
  term: string,
): Promise<readonly number[] | undefined> {
  const pieces = piecesOf(term);
  if (pieces.length === 0) return undefined;
  const { rows: candidates } = await sql<{ rowid: number }>`select rowid from user_search
    where user_search match ${pieces.join(' AND ')} limit ${mostCandidates + 1}`.execute(db);
  if (candidates.length > mostCandidates) return undefined;
  // A cross join is taken in the order in which it is written: otherwise everybody is walked through by name.
  const { rows } = await sql<{ id: number }>`select u.search_id as id
    from json_each(${JSON.stringify(candidates.map(({ rowid }) => rowid))}) as candidate
    cross join users as u
    where u.search_id = candidate.value and u.organization_id = ${organizationId} and u.deleted_at is null
      and instr(u.search_text, ${term}) > 0
    order by u.user_name_key`.execute(db);
  return rows.map(({ id }) => id);
}

/** What the index is asked for: every three letters in a row, as one token each. */
function piecesOf(term: string): readonly string[] {
  const letters = [...term];
  const pieces = letters.slice(2).map((letter, index) => `${letters[index]}${letters[index + 1]}${letter}`);
  return [...new Set(pieces)].slice(0, 32).map((piece) => `"${piece.replaceAll('"', '""')}"`);
}
