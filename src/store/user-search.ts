import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { NewUser } from '../directory/user.ts';
import { lastNumber } from './counters.ts';
import type { Database } from './database.ts';
import { insertRows } from './rows.ts';
import { startsOfRanges } from './user-ranks.ts';

// Users by a part of one of their names. An index of three-letter pieces finds the few that a rare text leaves over;
// a text that many have is looked for range by range, with a pause between two for everybody else. Either way the
// matches are remembered until a user of the organization changes, so that turning pages searches nothing.

type Db = Kysely<Database>;
type Names = Pick<NewUser, 'userName' | 'email' | 'name' | 'surname' | 'displayName'>;

/** No name has one, so nothing is found across two names. */
const separator = '\n';

/** Every name of a user, as it is searched. */
export const searchText = ({ userName, email, name, surname, displayName }: Names): string =>
  [userName, email, name, surname, displayName].map((one) => canonical(one ?? '')).join(separator);

/** As it stands in the text of whoever has it. */
const termOf = (searchTerm: string): string => canonical(searchTerm.toWellFormed());

/** Whether a user has the text in one of the names. */
export const hasText = (searchTerm: string) => sql<boolean>`instr(search_text, ${termOf(searchTerm)}) > 0`;

export const indexTexts = insertRows('user_search', ['rowid', 'text']);

export async function dropText(db: Db, searchId: number): Promise<void> {
  await db.deleteFrom('user_search').where('rowid', '=', searchId).execute();
}

/** Up to so many candidates are looked at one by one. */
const mostCandidates = 20_000;

/** Numbers that are remembered for all searches together. */
const mostRemembered = 4_000_000;

interface Remembered {
  readonly change: number;
  readonly found: Promise<readonly number[]>;
  size: number;
}

/** By database; the latest used is the last. */
const memories = new WeakMap<object, Map<string, Remembered>>();

/**
 * The `search_id` of every user who has the text in one of the names, by user name. The count is exact, and holds for
 * the moment at which the search began.
 */
export async function searchUsers(db: Db, organizationId: string, searchTerm: string): Promise<readonly number[]> {
  const term = termOf(searchTerm);
  const { adapter } = db.getExecutor();
  const memory = memories.get(adapter) ?? new Map<string, Remembered>();
  memories.set(adapter, memory);
  const change = await lastNumber(db, organizationId, 'user_list');
  const key = `${organizationId} ${term}`;
  const known = memory.get(key);
  memory.delete(key);
  if (known?.change === change) {
    memory.set(key, known);
    return await known.found;
  }
  const remembered: Remembered = { change, found: search(db, organizationId, term), size: 0 };
  memory.set(key, remembered);
  try {
    const found = await remembered.found;
    remembered.size = found.length + 100;
    forgetOldest(memory);
    return found;
  } catch (error) {
    memory.delete(key);
    throw error;
  }
}

function forgetOldest(memory: Map<string, Remembered>): void {
  let size = 0;
  for (const one of memory.values()) size += one.size;
  for (const [key, one] of memory) {
    if (size <= mostRemembered) return;
    memory.delete(key);
    size -= one.size;
  }
}

async function search(db: Db, organizationId: string, term: string): Promise<readonly number[]> {
  if (term.includes(separator) || term.includes('\0')) return [];
  const starts = await startsOfRanges(db, organizationId);
  // A small organization is read through sooner than the index of all of them.
  const pieces = starts.length > 4 ? piecesOf(term) : [];
  return (
    (pieces.length > 0 && (await byIndex(db, organizationId, term, pieces))) ||
    byRanges(db, organizationId, term, starts)
  );
}

/** What the index is asked for: every three letters in a row, as one token each. */
function piecesOf(term: string): readonly string[] {
  const letters = [...term];
  const pieces = letters.slice(2).map((letter, index) => `${letters[index]}${letters[index + 1]}${letter}`);
  return [...new Set(pieces)].slice(0, 32).map((piece) => `"${piece.replaceAll('"', '""')}"`);
}

/** Undefined when there are too many candidates. */
async function byIndex(
  db: Db,
  organizationId: string,
  term: string,
  pieces: readonly string[],
): Promise<readonly number[] | undefined> {
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

async function byRanges(
  db: Db,
  organizationId: string,
  term: string,
  starts: readonly string[],
): Promise<readonly number[]> {
  const found: number[] = [];
  for (const [index, start] of starts.entries()) {
    if (index > 0) await setImmediate();
    const end = starts[index + 1];
    const rows = await db
      .selectFrom('users')
      .select('search_id as id')
      .where('organization_id', '=', organizationId)
      .where('user_name_key', '>=', start)
      .$if(end !== undefined, (query) => query.where('user_name_key', '<', end ?? ''))
      .where('deleted_at', 'is', null)
      .where(hasText(term))
      .orderBy('user_name_key')
      .execute();
    for (const { id } of rows) found.push(id);
  }
  return found;
}
