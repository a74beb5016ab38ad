import { sql } from 'kysely';
import { onThread } from '../long-query.ts';
import { insertRows } from '../rows.ts';
import { mostCandidates, type TextIndex } from '../users/text-index.ts';

// A table of its own, by the module FTS5, which keeps the pieces alone and no text.

const add = insertRows('user_search', ['rowid', 'text'], { numbers: ['rowid'] });

export const textIndex: TextIndex = {
  indexed: 'select id from user_search_docsize',
  add,

  async drop(db, searchIds) {
    if (searchIds.length > 0) await db.deleteFrom('user_search').where('rowid', 'in', searchIds).execute();
  },

  async find(db, organizationId, term) {
    const pieces = piecesOf(term);
    if (pieces.length === 0) return undefined;
    const { rows: candidates } = await sql<{ rowid: number }>`select ${onThread} rowid from user_search
      where user_search match ${pieces.join(' AND ')} limit ${mostCandidates + 1}`.execute(db);
    if (candidates.length > mostCandidates) return undefined;
    // A cross join is taken in the order in which it is written: otherwise everybody is walked through by name.
    const { rows } = await sql<{ id: number }>`select ${onThread} u.search_id as id
      from json_each(${JSON.stringify(candidates.map(({ rowid }) => rowid))}) as candidate
      cross join users as u
      where u.search_id = candidate.value and u.organization_id = ${organizationId} and u.deleted_at is null
        and instr(u.search_text, ${term}) > 0
      order by u.user_name_key`.execute(db);
    return rows.map(({ id }) => id);
  },
};

/** What the index is asked for: every three letters in a row, as one token each. */
function piecesOf(term: string): readonly string[] {
  const letters = [...term];
  const pieces = letters.slice(2).map((letter, index) => `${letters[index]}${letters[index + 1]}${letter}`);
  return [...new Set(pieces)].slice(0, 32).map((piece) => `"${piece.replaceAll('"', '""')}"`);
}
