import { sql } from 'kysely';
import type { Counter, Limits } from '../directory/attempt-counter.ts';
import type { Database } from './database.ts';

// What the row of a counter says of the moment at which it is asked, in words of SQL: one statement looks and counts.

/** What is known of the moment, and what holds for the counter. */
export interface Values extends Counter, Omit<Limits, 'lockMs'> {
  readonly now: number;
  /** When a lock that begins now ends. */
  readonly lockUntil: number;
  /** A lock that seems to end later began before the clock was set back. */
  readonly latestLock: number;
  readonly today: number;
  readonly expiresAt: number;
}

type Column = keyof Database['password_attempts'];

/** A column of the row that is there, also where a new one is at hand. */
export const old = (column: Column) => sql<number>`${sql.ref(`password_attempts.${column}`)}`;

const isOfToday = (today: number) => sql<boolean>`${old('day')} between ${today} and ${today} + 1`;
const isOfYesterday = (today: number) => sql<boolean>`${today} = ${old('day')} + 1`;

/**
 * The failures of the day, counted from the day that it is. A clock that went back over midnight stays on the later day;
 * a day that is still to come was counted by a clock that was wrong.
 */
export const daysUntil = (today: number, more: number) => ({
  day: sql<number>`case when ${isOfToday(today)} then ${old('day')} else ${today} end`,
  failed_today: sql<number>`case when ${isOfToday(today)} then ${old('failed_today')} else 0 end + ${sql.lit(more)}`,
  failed_yesterday: sql<number>`case
    when ${isOfToday(today)} then ${old('failed_yesterday')}
    when ${isOfYesterday(today)} then ${old('failed_today')}
    else 0 end`,
});

/** Failures of today and yesterday. */
export const failedInADay = (today: number) => sql<number>`case
    when ${isOfToday(today)} then ${old('failed_today')} + ${old('failed_yesterday')}
    when ${isOfYesterday(today)} then ${old('failed_today')}
    else 0 end`;

type Moment = Pick<Values, 'now' | 'latestLock'>;

export const isLockedAt = ({ now, latestLock }: Moment) =>
  sql<boolean>`(${old('locked_until')} > ${now} and ${old('locked_until')} <= ${latestLock})`;

export const isShutBy = ({ today, inADay, ...moment }: Moment & Pick<Values, 'today' | 'inADay'>) =>
  sql<boolean>`(${isLockedAt(moment)} or ${failedInADay(today)} >= ${inADay})`;

export const momentOf = (place: (name: keyof Moment) => number): Moment => ({
  now: place('now'),
  latestLock: place('latestLock'),
});

/** Not before the lock is over. */
export const latest = (expiresAt: number) =>
  sql<number>`case when ${old('locked_until')} > ${expiresAt} then ${old('locked_until')} else ${expiresAt} end`;
