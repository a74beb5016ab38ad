import { type Kysely, sql } from 'kysely';
import type { Activity, ActivityCount } from '../directory/activity.ts';
import type { Database } from './database.ts';
import { onThread } from './long-query.ts';
import { prepared } from './prepared.ts';

// Rows of both tables are numbered in the order in which they are written, organization by organization: what happened between
// two moments lies between two numbers. Those are found in as many steps as the count of rows has binary digits, so that a
// number of days takes as long with a million rows as with a thousand.

type Db = Kysely<Database>;

/** Above so many attempts between two moments, nobody looks at each. */
const mostLookedAt = 10_000;

export function activity(db: Db): Activity {
  return {
    async count(organizationId, moments) {
      const [attempts, entries] = await Promise.all([
        firstSince(db, organizationId, attemptFrom, moments),
        firstSince(db, organizationId, entryFrom, moments),
      ]);
      const counts: ActivityCount[] = [];
      for (const [index, from] of moments.slice(0, -1).entries()) {
        const [first = 0, end = 0] = attempts.slice(index, index + 2);
        const signIns = await countSignIns(db, organizationId, first, end);
        counts.push({ from, ...signIns, auditEntries: (entries[index + 1] ?? 0) - (entries[index] ?? 0) });
      }
      return counts;
    },

    async outdatedHashes(organizationId) {
      const { count } = await db
        .selectFrom('credentials')
        .modifyFront(onThread)
        .select(sql<number>`count(*)`.as('count'))
        .where('organization_id', '=', organizationId)
        .where('hash_cost', 'is not', null)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}

interface Numbered {
  readonly number: number;
  readonly at: number;
}

interface From {
  readonly organizationId: string;
  readonly number: number;
}

/** The first row from that number on. Numbers have gaps where rows were deleted. */
type FindFrom = (db: Db, from: From) => Promise<{ readonly rows: readonly Numbered[] }>;

const attemptFrom: FindFrom = prepared<From, Numbered>((db, place) =>
  db
    .selectFrom('login_attempts')
    .select(['id as number', 'created_at as at'])
    .where('organization_id', '=', place('organizationId'))
    .where('id', '>=', place('number'))
    .orderBy('id')
    .limit(1),
);

const entryFrom: FindFrom = prepared<From, Numbered>((db, place) =>
  db
    .selectFrom('audit_entries')
    .select(['sequence as number', 'created_at as at'])
    .where('organization_id', '=', place('organizationId'))
    .where('sequence', '>=', place('number'))
    .orderBy('sequence')
    .limit(1),
);

/** Of each moment the number from which on everything is as late, or later. */
async function firstSince(
  db: Db,
  organizationId: string,
  find: FindFrom,
  moments: readonly number[],
): Promise<readonly number[]> {
  const isFrom = async (number: number, at: number) => {
    const [row] = (await find(db, { organizationId, number })).rows;
    return row === undefined || row.at >= at ? undefined : row.number;
  };
  const found: number[] = [];
  let low = 0;
  for (const at of moments) {
    // Twice as far each time, until it is late enough; then half of what is left.
    let step = 1;
    for (let earlier = await isFrom(low, at); earlier !== undefined; earlier = await isFrom(low + step, at)) {
      low = earlier + 1;
      step *= 2;
    }
    let high = low + step;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const earlier = await isFrom(middle, at);
      if (earlier === undefined) high = middle;
      else low = earlier + 1;
    }
    found.push(low);
  }
  return found;
}

async function countSignIns(
  db: Db,
  organizationId: string,
  first: number,
  end: number,
): Promise<Pick<ActivityCount, 'signInAttempts' | 'refusedSignIns'>> {
  if (end - first > mostLookedAt) return { signInAttempts: end - first, refusedSignIns: null };
  const { attempts, refused } = await db
    .selectFrom('login_attempts')
    .modifyFront(onThread)
    .select(sql<number>`count(*)`.as('attempts'))
    .select(sql<number>`coalesce(sum(case when result = 'success' then 0 else 1 end), 0)`.as('refused'))
    .where('organization_id', '=', organizationId)
    .where('id', '>=', first)
    .where('id', '<', end)
    .executeTakeFirstOrThrow();
  return { signInAttempts: Number(attempts), refusedSignIns: Number(refused) };
}
