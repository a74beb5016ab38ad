import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type Attempts,
  type Counter,
  type CounterState,
  dayMs,
  type Failures,
  type Limits,
  latenessMs,
} from '../directory/attempt-counter.ts';
import type { UserKey } from '../directory/user.ts';
import { LruMemory, sizeOf } from '../lru.ts';
import { daysUntil, failedInADay, isLockedAt, isShutBy, latest, momentOf, old, type Values } from './attempt-state.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { prepared } from './prepared.ts';
import { unflushed } from './unflushed.ts';

/** Longer than a hash can be waited for and computed: what is still pending then belongs to a process that died. */
const pendingMs = 10 * 60_000;

/** A row says nothing any more when the day after the latest attempt is over, and the lock. */
const keptMs = 2 * dayMs;

/** What `refused` says of an attempt that was refused because too many others are pending. */
const busy = -1;

/** How often each counter that has refused has done so again since that was written. */
export type Refusals = LruMemory<number>;

/** Room for some ten thousand at which somebody tries in vain at the same time; of others, a few refusals are not counted. */
const mostBytes = 2 * 1024 * 1024;

export const newRefusals = (): Refusals => new LruMemory(mostBytes);

/** What may be missing from the number of refusals, as a share of it. */
const countedBy = 1 / 4;

/** Pending attempts that could not be given back when they ended, oldest first. */
export type Unreleased = Counter[];

/** More do not wait: their attempts end by themselves after a while. */
const mostUnreleased = 10_000;

export function attempts(db: Kysely<Database>, refusals: Refusals, unreleased: Unreleased): Attempts {
  return {
    async refusesAgain(counter, limits, now) {
      const key = keyOf(counter);
      const uncounted = refusals.get(key);
      if (uncounted === undefined) return false;
      const { rows } = await findShut(db, valuesOf(counter, limits, now));
      const refused = rows[0]?.refused ?? 0;
      if (refused < 1) return false;
      const count = uncounted + 1;
      const isDue = count >= refused * countedBy;
      if (isDue) await addRefusals(db, { ...counter, count });
      refusals.set(key, isDue ? 0 : count, sizeOf(count));
      return true;
    },

    async reserve(counter, limits, now) {
      const pendingUntil = now + pendingMs;
      const pending = { pendingUntil, latestPending: pendingUntil + latenessMs };
      const { rows } = await reserve(db, { ...valuesOf(counter, limits, now), ...pending });
      const { refused = 0 } = rows[0] ?? {};
      if (refused > 0) refusals.set(keyOf(counter), 0, sizeOf(0));
      if (refused === 0) return 'reserved';
      if (refused === busy) return 'busy';
      return refused === 1 ? 'firstRefusal' : 'refusal';
    },

    async fail(counter, limits, now) {
      const { rows } = await fail(db, valuesOf(counter, limits, now));
      return rows[0];
    },

    release: (counter) => end(db, counter, released),
    forgive: (counter) => end(db, counter, forgiven),

    releaseLater(counter) {
      if (unreleased.length < mostUnreleased) unreleased.push(counter);
    },

    async releaseDue() {
      for (let [counter] = unreleased; counter; [counter] = unreleased) {
        await end(db, counter, released);
        unreleased.shift();
      }
    },

    async startAnew({ organizationId, id }) {
      await startAnew(db, { organizationId, id });
    },

    async lift({ organizationId, id }) {
      const { numDeletedRows } = await db
        .deleteFrom('password_attempts')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async ofUser({ organizationId, id }) {
      const rows = await db
        .selectFrom('password_attempts')
        .selectAll()
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .orderBy('kind')
        .orderBy('source')
        .execute();
      return rows.map(toState);
    },

    async endPending() {
      // Those of other nodes go on; what is pending of one that died ends by itself.
      if (dialectOf(db).isShared) return;
      await db.updateTable('password_attempts').set({ pending: 0 }).where('pending', '>', 0).execute();
    },
  };
}

const keyOf = ({ organizationId, id, kind, source }: Counter): string => [organizationId, id, kind, source].join('\n');

function valuesOf(counter: Counter, { inARow, inADay, lockMs }: Limits, now: number): Values {
  const [lockUntil, today, expiresAt] = [now + lockMs, Math.floor(now / dayMs), now + keptMs];
  return { ...counter, inARow, inADay, now, lockUntil, latestLock: lockUntil + latenessMs, today, expiresAt };
}

interface Pending {
  /** When the attempt ends by itself. */
  readonly pendingUntil: number;
  /** One that seems to end later began before the clock was set back. */
  readonly latestPending: number;
}

const findShut = prepared<Values, { refused: number }>((db, place) =>
  db
    .selectFrom('password_attempts')
    .select('refused')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('kind', '=', place('kind'))
    .where('source', '=', place('source'))
    .where(isShutBy({ ...momentOf(place), today: place('today'), inADay: place('inADay') })),
);

const reserve = prepared<Values & Pending, { refused: number }>((db, place) => {
  const [now, today] = [place('now'), place('today')];
  const isLocked = isLockedAt(momentOf(place));
  const inADay = failedInADay(today);
  // A lock that has run out starts a new count. Where the limit was lowered, one more failure locks.
  const failed = sql<number>`case
    when ${old('locked_until')} is not null and not ${isLocked} then 0
    when ${old('failed')} >= ${place('inARow')} then cast(${place('inARow')} as bigint) - 1
    else ${old('failed')} end`;
  const isPending = sql<boolean>`${old('pending_until')} > ${now} and ${old('pending_until')} <= ${place('latestPending')}`;
  const pending = sql<number>`case when ${isPending} then ${old('pending')} else 0 end`;
  const isShut = isShutBy({ ...momentOf(place), today, inADay: place('inADay') });
  const isBusy = sql`(${failed} + ${pending} >= ${place('inARow')} or ${inADay} + ${pending} >= ${place('inADay')})`;
  return db
    .insertInto('password_attempts')
    .values({
      organization_id: place('organizationId'),
      user_id: place('id'),
      kind: place('kind'),
      source: place('source'),
      network: place('network'),
      pending: 1,
      pending_until: place('pendingUntil'),
      failed: 0,
      locked_until: null,
      refused: 0,
      day: today,
      failed_today: 0,
      failed_yesterday: 0,
      expires_at: place('expiresAt'),
    })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'user_id', 'kind', 'source']).doUpdateSet({
        network: place('network'),
        pending: sql<number>`${pending} + case when ${isShut} or ${isBusy} then 0 else 1 end`,
        pending_until: sql<number>`case
          when ${isShut} or ${isBusy} then ${old('pending_until')} else ${place('pendingUntil')} end`,
        failed: sql<number>`case when ${isLocked} then ${old('failed')} else ${failed} end`,
        locked_until: sql<number>`case when ${isLocked} then ${old('locked_until')} else null end`,
        refused: sql<number>`case
          when ${isShut} and ${old('refused')} > 0 then ${old('refused')} + 1
          when ${isShut} then 1
          when ${isBusy} then ${sql.lit(busy)}
          else 0 end`,
        expires_at: latest(place('expiresAt')),
        ...daysUntil(today, 0),
      }),
    )
    .returning('refused')
    .modifyEnd(unflushed);
});

const ofCounter = (db: Kysely<Database>, place: <Name extends keyof Counter & string>(name: Name) => Counter[Name]) =>
  db
    .updateTable('password_attempts')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('kind', '=', place('kind'))
    .where('source', '=', place('source'));

const addRefusals = prepared<Counter & { readonly count: number }, unknown>((db, place) =>
  ofCounter(db, place).set({ refused: sql`refused + ${place('count')}` }),
);

const onePendingLess = sql<number>`case when pending > 0 then pending - 1 else 0 end`;

const fail = prepared<Values, Failures>((db, place) => {
  const locks = sql`${old('failed')} + 1 >= ${place('inARow')}`;
  return ofCounter(db, place)
    .set({
      pending: onePendingLess,
      failed: sql`case when ${locks} then ${place('inARow')} else ${old('failed')} + 1 end`,
      locked_until: sql`case when ${locks} then ${place('lockUntil')} else ${old('locked_until')} end`,
      expires_at: sql`case when ${locks} and ${place('lockUntil')} > ${place('expiresAt')}
        then ${place('lockUntil')} else ${latest(place('expiresAt'))} end`,
      ...daysUntil(place('today'), 1),
    })
    .returning(['failed as failedInARow', 'locked_until as lockedUntil', 'day'])
    .returning(['failed_today as failedOnTheDay', 'failed_yesterday as failedOnTheDayBefore']);
});

/** How a pending attempt ends that did not fail. A row that says nothing any more goes. */
interface Ending {
  readonly forget: ReturnType<typeof prepared<Counter, unknown>>;
  readonly update: ReturnType<typeof prepared<Counter, unknown>>;
}

const forget = (isForgiven: boolean) =>
  prepared<Counter, unknown>((db, place) =>
    db
      .deleteFrom('password_attempts')
      .where('organization_id', '=', place('organizationId'))
      .where('user_id', '=', place('id'))
      .where('kind', '=', place('kind'))
      .where('source', '=', place('source'))
      .where('pending', '<=', 1)
      .where('failed_today', '=', 0)
      .where('failed_yesterday', '=', 0)
      .$if(!isForgiven, (query) => query.where('failed', '=', 0).where('locked_until', 'is', null)),
  );

const released: Ending = {
  forget: forget(false),
  update: prepared((db, place) => ofCounter(db, place).set({ pending: onePendingLess })),
};

const forgiven: Ending = {
  forget: forget(true),
  update: prepared((db, place) =>
    ofCounter(db, place).set({ pending: onePendingLess, failed: 0, locked_until: null, refused: 0 }),
  ),
};

async function end(db: Kysely<Database>, counter: Counter, ending: Ending): Promise<void> {
  const { numAffectedRows = 0n } = await ending.forget(db, counter);
  if (numAffectedRows === 0n) await ending.update(db, counter);
}

const startAnew = prepared<UserKey, unknown>((db, place) =>
  db
    .deleteFrom('password_attempts')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('kind', '!=', 'strangers'),
);

const toState = (row: Selectable<Database['password_attempts']>): CounterState => ({
  organizationId: row.organization_id,
  id: row.user_id,
  kind: row.kind,
  source: row.source,
  network: row.network ?? '',
  failedInARow: row.failed,
  lockedUntil: row.locked_until,
  refused: Math.max(row.refused, 0),
  day: row.day,
  failedOnTheDay: row.failed_today,
  failedOnTheDayBefore: row.failed_yesterday,
});
