import type { Kysely } from 'kysely';
import { lastNumber } from '../counters.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { separator, termOf } from './names.ts';
import { allRanges } from './ranks.ts';
import { searchRanges } from './scan.ts';
import { type Matches, type RememberedSearch, searchMemoryOf } from './search-memory.ts';

// Users by a part of one of their names. An index of three-letter pieces finds the few that a rare text leaves over;
// a text that many have is looked for range by range. Either way the matches are remembered until a user of the
// organization changes, so that turning pages searches nothing; then only the ranges with a change are searched again.

type Db = Kysely<Database>;

/** The `search_id` of every user who has the text in one of the names, by user name. */
export interface Found {
  readonly totalCount: number;
  /** Whether there may be more, behind these. */
  readonly isPart: boolean;
  readonly slice: (skip: number, limit: number) => readonly number[];
}

/**
 * The count is exact, and holds for the moment at which the search began.
 *
 * @param upTo once there are more, they are enough.
 */
export async function searchUsers(
  db: Db,
  organizationId: string,
  searchTerm: string,
  upTo = Number.POSITIVE_INFINITY,
): Promise<Found> {
  const term = termOf(searchTerm);
  const memory = searchMemoryOf(db);
  const change = await lastNumber(db, organizationId, 'user_list');
  const known = memory.get(organizationId, term);
  if (known?.change === change) {
    const matches = foundIn(await known.matches);
    if (!matches.isPart || matches.totalCount > upTo) return matches;
  }
  const found: RememberedSearch = { change, matches: search(db, organizationId, { term, upTo }, known) };
  memory.keep(organizationId, term, found);
  return foundIn(await found.matches);
}

function foundIn({ pieces, isPart = false }: Matches): Found {
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
  return { totalCount, isPart, slice };
}

async function search(
  db: Db,
  organizationId: string,
  { term, upTo }: { readonly term: string; readonly upTo: number },
  known: RememberedSearch | undefined,
): Promise<Matches> {
  if (term.includes(separator) || term.includes('\0')) return { pieces: [] };
  const ranges = await allRanges(db, organizationId);
  const before = await known?.matches.catch(() => undefined);
  // A small organization is read through sooner than the index of all of them, and so is what has been read before.
  const mayUseIndex = ranges.length > 4 && !before?.ranges;
  const few = mayUseIndex ? await dialectOf(db).textIndex.find(db, organizationId, term) : undefined;
  if (few) return { pieces: [few] };
  const found = await searchRanges(db, { organizationId, ranges, term, known: before?.ranges, upTo });
  return { pieces: [...found.values()].map(({ ids }) => ids), ranges: found, isPart: found.size < ranges.length };
}
