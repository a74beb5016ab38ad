import type { BadRow } from '../person.ts';

/** Why a row is no person: its message is the `problem` of a `BadRow`, without passwords, hashes and secrets. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
}

/** What is made of the row that stands there, or why nothing can be made of it. */
export function rowOr<T>(position: string, make: () => T): T | BadRow {
  try {
    return make();
  } catch (error) {
    if (error instanceof RowProblem) return { position, problem: error.message };
    throw error;
  }
}
