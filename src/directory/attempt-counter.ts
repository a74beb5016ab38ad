import type { UserKey } from './user.ts';

/** What a password can be tried from. */
export type SourceKind =
  /** A browser in which the account has signed in before. */
  | 'device'
  /** The person's own token or session. */
  | 'owner'
  /** Another person, who manages accounts. */
  | 'administrator'
  /** An application that has proved who it is. */
  | 'application'
  /** The link of a mail. */
  | 'link'
  /** Anybody: all that is known of a stranger is the network. */
  | 'network';

/** One of an account's counters: of a source, of all strangers together, or of everybody. */
export interface Counter extends UserKey {
  readonly kind: SourceKind | 'strangers' | 'everybody';
  readonly source: string;
  readonly network: string;
}

export interface Limits {
  /** Wrong passwords in a row that lock, and for how long. */
  readonly inARow: number;
  readonly lockMs: number;
  /** Wrong passwords of this day and the one before, in UTC: no 24 hours hold more. */
  readonly inADay: number;
}

export interface Attempts {
  /**
   * Takes a place in the counter, in one atomic statement: what failed and what is pending together never go over the
   * limits, however many come at the same time. Outside of a transaction it does not wait for the disk: who is refused or
   * answered has something written for it that does, and a process that is killed forgets nothing.
   */
  reserve(counter: Counter, limits: Limits, now: number): Promise<'reserved' | 'busy' | 'firstRefusal' | 'refusal'>;
  /**
   * Whether the counter refuses, and this process has refused somebody for it before. Then that is all there is to do: it is
   * only counted, and what was counted is written now and then, so that a locked account costs no commit for each who tries.
   * Of a counter that never refused, nothing is read.
   */
  refusesAgain(counter: Counter, limits: Limits, now: number): Promise<boolean>;
  /** A pending attempt failed. Returns what the counter says now; undefined when it was lifted in the meantime. */
  fail(counter: Counter, limits: Limits, now: number): Promise<Failures | undefined>;
  /** Gives a pending attempt back, as if it had not been. */
  release(counter: Counter): Promise<void>;
  /** As `release`, for one that could not be given back now: with the next `releaseDue`. */
  releaseLater(counter: Counter): void;
  releaseDue(): Promise<void>;
  /** A pending attempt was right: what failed in a row is forgotten, what failed in the day is not. */
  forgive(counter: Counter): Promise<void>;
  /** There is a new password: every lock is lifted. What strangers may still try in the day is not more for it. */
  startAnew(user: UserKey): Promise<void>;
  /** Forgets everything about the account. Returns whether there was something. */
  lift(user: UserKey): Promise<boolean>;
  ofUser(user: UserKey): Promise<readonly CounterState[]>;
  /** At a start: no attempt of a process that has ended is pending any more. Where others share the store, it ends by its time. */
  endPending(): Promise<void>;
}

export interface Failures {
  readonly failedInARow: number;
  readonly lockedUntil: number | null;
  /** The day of the latest attempt, in days since the epoch. */
  readonly day: number;
  readonly failedOnTheDay: number;
  readonly failedOnTheDayBefore: number;
}

export interface CounterState extends Counter, Failures {
  /** How many were refused since the lock began. */
  readonly refused: number;
}

export const dayMs = 24 * 60 * 60_000;

/**
 * A request may reach its statement so long after it has looked at the clock. What another wrote in the meantime has a
 * later time and is no sign that the clock was set back. A clock that was set back by less makes a lock longer by as
 * much.
 */
export const latenessMs = 60_000;
