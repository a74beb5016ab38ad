import type { MemberType } from './membership.ts';

/**
 * Whom an id stands for: the `sub` of tokens (OpenID Connect Core section 5.7). Anyone who relies on this server knows
 * accounts by `iss` and `sub` alone, so an id is one account in the whole installation, whatever its kind, forever.
 */
export interface Subject {
  readonly id: string;
  /** Null for an application that was deleted before this was written down. */
  readonly organizationId: string | null;
  readonly kind: MemberType;
}

/** An id that two accounts have had since before ids were unique. */
interface SubjectClash {
  /** Who had it first. */
  readonly first: Subject;
  readonly other: Subject;
}

/** Every id that was ever given to an account, those of deleted ones included. */
export interface Subjects {
  find(id: string): Promise<Subject | undefined>;
  /** Whether it is, or was, an account of that organization. */
  has(subject: Subject): Promise<boolean>;
  /** Those of the ids that are, or were, somebody's. */
  taken(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** At most `limit` of the clashes whose later account still lives, and how many there are in all. */
  clashes(limit: number): Promise<{ readonly totalCount: number; readonly some: readonly SubjectClash[] }>;
}
