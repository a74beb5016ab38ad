import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';

type Db = Kysely<Database>;

/** The index of three-letter pieces, which finds the few users who have a rare text. */
export interface TextIndex {
  /** A query for the `search_id` of everybody who is in it; undefined where the database keeps it by itself. */
  readonly indexed: string | undefined;
  /** Takes in the searched texts of users, with their `search_id`, in the transaction that writes them. */
  add(db: Db, rows: readonly (readonly [searchId: number, text: string])[]): Promise<void>;
  drop(db: Db, searchIds: readonly number[]): Promise<void>;
  /**
   * The `search_id` of everybody in the organization who has the text, by user name. Undefined when the index is of no
   * help: there is none, the text is too short for it, or too many have its pieces.
   */
  find(db: Db, organizationId: string, term: string): Promise<readonly number[] | undefined>;
}

/** Up to so many candidates are looked at one by one. */
export const mostCandidates = 20_000;
