import type { Kysely } from 'kysely';
import { LruMemory } from '../../lru.ts';
import type { Database } from '../database.ts';
import type { FoundInRange } from './scan.ts';

/** What a search has found, as `search_id` by user name: in pieces, one after the other. */
export interface Matches {
  readonly pieces: readonly (readonly number[])[];
  /** Of a search range by range: worth keeping when another range changes. */
  readonly ranges?: ReadonlyMap<string, FoundInRange>;
  /** Whether there may be more: nobody wanted to know of more. */
  readonly isPart?: boolean;
}

export interface RememberedSearch {
  /** The latest change of the organization's users when the search began, or one before it: never a later one. */
  readonly change: number;
  readonly matches: Promise<Matches>;
}

/** For the numbers that are remembered of all searches together, keys included. */
const mostBytes = 32 * 1024 * 1024;

/** A list, and with ranges what is known of its range. */
const bytesPerPiece = 300;

/**
 * The one memory of what was searched among users: what was used longest ago is forgotten when it takes more than
 * 32 MiB. Whether a result is still true is told by the number of the change that it was found under, which every search
 * reads from the store first, so that it is exact, whichever process writes.
 */
export class SearchMemory {
  readonly #searches = new LruMemory<RememberedSearch>(mostBytes);

  get(organizationId: string, term: string): RememberedSearch | undefined {
    return this.#searches.get(keyOf(organizationId, term));
  }

  keep(organizationId: string, term: string, search: RememberedSearch): void {
    this.#searches.setPending(keyOf(organizationId, term), search, search.matches, bytesOf);
  }
}

const keyOf = (organizationId: string, term: string): string => `${organizationId} ${term}`;

const bytesOf = ({ pieces }: Matches): number =>
  8 * pieces.reduce((sum, piece) => sum + piece.length, 0) + bytesPerPiece * pieces.length;

const memories = new WeakMap<object, SearchMemory>();

/** One for each open store, which its transactions share. */
export function searchMemoryOf(db: Kysely<Database>): SearchMemory {
  const { adapter } = db.getExecutor();
  const memory = memories.get(adapter) ?? new SearchMemory();
  memories.set(adapter, memory);
  return memory;
}
