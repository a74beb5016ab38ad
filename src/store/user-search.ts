import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { NewUser } from '../directory/user.ts';
import { LruMemory } from '../lru.ts';
import { lastNumber } from './counters.ts';
import type { Database } from './database.ts';
import { insertRows } from './rows.ts';
import { allRanges } from './user-ranks.ts';
import { type FoundInRange, searchRanges } from './user-scan.ts';

// Users by a part of one of their names. An index of three-letter pieces finds the few that a rare text leaves over;
// a text that many have is looked for range by range. Either way the matches are remembered until a user of the
// organization changes, so that turning pages searches nothing; then only the ranges with a change are searched again.

type Db = Kysely<Database>;
type Names = Pick<NewUser, 'userName' | 'email' | 'name' | 'surname' | 'displayName'>;

/** No name has one, so nothing is found across two names. */
const separator = '\n';

/** Every name of a user, as it is searched. */
export const searchText = (names: Names): string => joined(keysOf(names));

/** Each of them in the form in which it is compared; null for an empty one. */
export const keysOf = ({ userName, email, name, surname, displayName }: Names) =>
  [canonical(userName), keyOf(email), keyOf(name), keyOf(surname), keyOf(displayName)] as const;

const keyOf = (text: string | null): string | null => (text ? canonical(text) : null);

/** As it is searched. */
export const joined = (keys: ReturnType<typeof keysOf>): string => keys.map((key) => key ?? '').join(separator);

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

/** For the numbers that are remembered of all searches together. */
const rememberedBytes = 32 * 1024 * 1024;

/** The `search_id` of every user who has the text in one of the names, by user name. */
export interface Found {
  readonly totalCount: number;
  readonly slice: (skip: number, limit: number) => readonly number[];
}

interface Remembered {
  readonly change: number;
  readonly matches: Promise<Matches>;
}

/** In pieces, one after the other. Those of ranges are worth keeping when another range changes. */
interface Matches {
  readonly pieces: readonly (readonly number[])[];
  readonly ranges?: ReadonlyMap<string, FoundInRange>;
}

/** By database. */
const memories = new WeakMap<object, LruMemory<Remembered>>();

/** The count is exact, and holds for the moment at which the search began. */
export async function searchUsers(db: Db, organizationId: string, searchTerm: string): Promise<Found> {
  const term = termOf(searchTerm);
  const { adapter } = db.getExecutor();
  const memory = memories.get(adapter) ?? new LruMemory<Remembered>(rememberedBytes);
  memories.set(adapter, memory);
  const change = await lastNumber(db, organizationId, 'user_list');
  const key = `${organizationId} ${term}`;
  const known = memory.get(key);
  if (known?.change === change) return foundIn((await known.matches).pieces);
  const remembered: Remembered = { change, matches: search(db, organizationId, term, known) };
  memory.set(key, remembered, 0);
  const isStillKept = () => memory.get(key) === remembered;
  try {
    const { pieces } = await remembered.matches;
    const found = foundIn(pieces);
    if (isStillKept()) memory.set(key, remembered, 8 * found.totalCount + bytesPerPiece * pieces.length);
    return found;
  } catch (error) {
    if (isStillKept()) memory.delete(key);
    throw error;
  }
}

/** A list, and with ranges what is known of its range. */
const bytesPerPiece = 300;

function foundIn(pieces: readonly (readonly number[])[]): Found {
  const totalCount = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const slice = (skip: number, limit: number): readonly number[] => {
    const taken: number[] = [];
    let before = 0;
    for (const piece of pieces) {
      if (taken.length >= limit) break;
      const from = Math.max(0, skip - before);
      taken.push(...piece.slice(from, from + limit - taken.length));
      before += piece.length;
    }
    return taken;
  };
  return { totalCount, slice };
}

async function search(db: Db, organizationId: string, term: string, known: Remembered | undefined): Promise<Matches> {
  if (term.includes(separator) || term.includes('\0')) return { pieces: [] };
  const ranges = await allRanges(db, organizationId);
  const before = await known?.matches.catch(() => undefined);
  // A small organization is read through sooner than the index of all of them, and so is what has been read before.
  const pieces = ranges.length > 4 && !before?.ranges ? piecesOf(term) : [];
  const few = pieces.length > 0 ? await byIndex(db, organizationId, term, pieces) : undefined;
  if (few) return { pieces: [few] };
  const found = await searchRanges(db, { organizationId, ranges, term, known: before?.ranges });
  return { pieces: [...found.values()].map(({ ids }) => ids), ranges: found };
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
