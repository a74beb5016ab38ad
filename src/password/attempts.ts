import { type Attempts, type Counter, dayMs, type Failures, type Limits } from '../directory/attempt-counter.ts';
import type { Store } from '../directory/store.ts';
import type { UserKey } from '../directory/user.ts';
import type { Source } from './source.ts';

/** How many wrong passwords a source endures, and for how long it is then refused. */
export interface LockoutPolicy {
  readonly isEnabled: boolean;
  readonly maxFailedAttempts: number;
  readonly lockoutMs: number;
  /** Whether each source is counted for itself; otherwise everybody together. */
  readonly isPerSource: boolean;
}

/**
 * How many wrong passwords a source may send an account within any 24 hours, and all strangers together. NIST SP
 * 800-63B section 5.2.2 allows as many in a row.
 */
export const mostInADay = 100;

/** Every counter, and how far it may go. */
type Counting = readonly (readonly [Counter, Limits])[];

/** Nominal by its private member: neither a literal nor a copy passes for one. */
class ReservedAttempt {
  readonly source: Source;
  readonly #counting: Counting;

  constructor(source: Source, counting: Counting) {
    this.source = source;
    this.#counting = counting;
  }

  get counting(): Counting {
    return this.#counting;
  }
}

/**
 * The proof that a try was counted before its hash. Nobody but this file makes one, and no stored hash is verified
 * without.
 */
export type Attempt = ReservedAttempt;

/** Why a try may not be made. */
export interface Refusal {
  readonly source: Source;
  /** Of nobody: what is written instead, so that the first refusal costs as much. Nothing is written of the others. */
  readonly counting: Counting;
  /** Whether nobody was refused since the lock began: the others are counted and not recorded one by one. */
  readonly isFirst: boolean;
}

/** What is locked from now on. */
export interface Lock {
  readonly kind: Counter['kind'];
  /** Epoch milliseconds; of a day's limit, the earliest time at which one more may be tried. */
  readonly until: number;
}

/** Whose password is tried: nobody's when the name is nobody's. */
interface Tried {
  readonly organizationId: string;
  readonly user: UserKey | undefined;
}

/**
 * Counts a try before any hash, so that parallel guesses get no more verifications than the limits allow. A name that
 * nobody has costs as much and is never refused.
 */
export async function reserveAttempt(
  store: Pick<Store, 'together' | 'attempts'>,
  { organizationId, user }: Tried,
  source: Source,
  policy: LockoutPolicy,
  now: number,
): Promise<Attempt | Refusal> {
  const ofNobody = countersOf({ organizationId, id: '' }, source, policy);
  const counting = user ? countersOf(user, source, policy) : ofNobody;
  for (const [counter, limits] of user ? counting : []) {
    if (await store.attempts.refusesAgain(counter, limits, now)) return { source, counting: [], isFirst: false };
  }
  const refusal = await reserveAll(store, counting, now);
  if (refusal) return { source, counting: ofNobody, isFirst: refusal === 'firstRefusal' };
  return new ReservedAttempt(source, counting);
}

export const isRefused = (reservation: Attempt | Refusal): reservation is Refusal =>
  !(reservation instanceof ReservedAttempt);

/** Strangers are counted twice: their network for itself, and all of them together. */
function countersOf(user: UserKey, source: Source, policy: LockoutPolicy): Counting {
  if (!policy.isEnabled) return [];
  const { organizationId, id } = user;
  const isNobody = id === '';
  const limits = (values: Limits): Limits => (isNobody ? endless : values);
  const counter = (kind: Counter['kind'], name: string): Counter => {
    return { organizationId, id, kind, source: isNobody ? '' : name, network: source.network };
  };
  const row = { inARow: policy.maxFailedAttempts, lockMs: policy.lockoutMs };
  if (!policy.isPerSource) return [[counter('everybody', ''), limits({ ...row, inADay: countless })]];
  const own = [counter(source.kind, source.id), limits({ ...row, inADay: mostInADay })] as const;
  if (source.kind !== 'network') return [own];
  return [[counter('strangers', ''), limits({ inARow: countless, lockMs: 0, inADay: mostInADay })], own];
}

/** More than anyone can try, and no more than a column of PostgreSQL holds. */
const countless = 2 ** 31 - 1;
const endless: Limits = { inARow: countless, lockMs: 0, inADay: countless };

/** All of them or none. A process that is killed in between leaves one pending, which ends by itself. */
async function reserveAll(store: Pick<Store, 'together' | 'attempts'>, counting: Counting, now: number) {
  for (const [index, [counter, limits]] of counting.entries()) {
    const outcome = await store.attempts.reserve(counter, limits, now);
    if (outcome === 'reserved') continue;
    await release(store, counting.slice(0, index));
    return outcome;
  }
  return undefined;
}

/** The password was wrong, in the transaction that records it. Returns what is locked now, if anything is. */
export async function failAttempt(
  attempts: Attempts,
  { counting }: Attempt | Refusal,
  now: number,
): Promise<Lock | undefined> {
  let lock: Lock | undefined;
  for (const [counter, limits] of counting) {
    const failures = await attempts.fail(counter, limits, now);
    const until = failures && shutBy(failures, limits);
    if (until !== undefined && until > (lock?.until ?? 0)) lock = { kind: counter.kind, until };
  }
  return lock;
}

/** Until when the latest failure has shut the counter, if it has: later ones cannot happen. */
function shutBy(failures: Failures, limits: Limits): number | undefined {
  const { failedInARow, lockedUntil, failedOnTheDay, failedOnTheDayBefore } = failures;
  if (failedOnTheDay + failedOnTheDayBefore === limits.inADay) return endOfDayLimit(failures);
  return failedInARow === limits.inARow ? (lockedUntil ?? undefined) : undefined;
}

/** When one more may be tried after the limit of a day: as soon as the day that counts most is over. */
export const endOfDayLimit = ({ day, failedOnTheDay }: Pick<Failures, 'day' | 'failedOnTheDay'>): number =>
  (day + (failedOnTheDay >= mostInADay ? 2 : 1)) * dayMs;

/** The password was right. What others tried is not forgiven, nor what strangers tried in the day. */
export async function forgiveAttempt(attempts: Attempts, { counting }: Attempt): Promise<void> {
  for (const [counter] of counting) await attempts.forgive(counter);
}

/** The password was right and the sign-in is not whole: the try is over, and nothing is forgiven. */
export async function dropAttempt(attempts: Attempts, { counting }: Attempt): Promise<void> {
  for (const [counter] of counting) await attempts.release(counter);
}

/**
 * The try ended without a verdict: the server was busy or at fault, or the caller hung up and the password was not
 * wrong. When even that cannot be written, it is done later: a person who knows the password is not locked out by a
 * full disk.
 */
export async function releaseAttempt(
  store: Pick<Store, 'together' | 'attempts'>,
  { counting }: Attempt,
): Promise<void> {
  await release(store, counting);
}

async function release(store: Pick<Store, 'together' | 'attempts'>, counting: Counting): Promise<void> {
  if (counting.length === 0) return;
  try {
    await store.together(async ({ attempts }) => {
      for (const [counter] of counting) await attempts.release(counter);
    });
  } catch (error) {
    for (const [counter] of counting) store.attempts.releaseLater(counter);
    throw error;
  }
}
