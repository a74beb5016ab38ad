import { type Command, entryOf } from '../directory/command.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { type Permitted, requireAdministratorsConsent } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { findTarget } from '../directory/user-target.ts';
import { type CounterState, dayMs, endOfDayLimit, mostInADay } from './attempts.ts';

/** Who is refused at an account, whatever the password. */
export interface Lockout {
  readonly userId: string;
  readonly strangers: {
    /** Wrong passwords that count towards the limit of a day. */
    readonly wrongPasswords: number;
    readonly limit: number;
    /** Null while strangers may try. */
    readonly lockedUntil: number | null;
  };
  readonly lockedSources: readonly LockedSource[];
}

interface LockedSource {
  readonly kind: CounterState['kind'];
  /** Of an application or an administrator. */
  readonly sourceId: string | null;
  /** From where the latest attempt came. */
  readonly network: string;
  /** How many were refused since. */
  readonly refused: number;
  readonly lockedUntil: number;
}

/** @throws GatehouseError NotFound or Forbidden. */
export async function readLockout(
  { users, attempts }: Store,
  permitted: Permitted<'lockout.read'>,
  userId: string,
  now: number,
): Promise<Lockout> {
  const { object: user } = await findTarget(users, permitted, userId);
  return lockoutOf(user.id, await attempts.ofUser(user), now);
}

/**
 * Lifts every lock of an account and gives strangers the whole of a day's attempts again.
 *
 * @throws GatehouseError NotFound or Forbidden: of an administrator too where the actor may not let one in, who could
 *   guess and lift in turn.
 */
export async function liftLockout(store: Store, command: Command<'lockout.lift'>, userId: string): Promise<void> {
  const permitted = await findTarget(store.users, command.permitted, userId);
  const { object: user } = permitted;
  await store.transaction(async ({ attempts, audit, groups }) => {
    if (await groups.isMember(user.organizationId, administratorsGroupId, user.id)) {
      requireAdministratorsConsent(permitted);
    }
    const { lockedSources, strangers } = lockoutOf(user.id, await attempts.ofUser(user), command.at);
    if (!(await attempts.lift(user))) return;
    const sources = lockedSources.map(({ kind, network }) => ({ kind, network }));
    const details = { sources, wrongPasswordsOfStrangers: strangers.wrongPasswords };
    const change = { category: 'User', action: 'Unlock', targetId: user.id, details } as const;
    await audit.append(entryOf({ ...command, permitted }, change));
  });
}

/** What the counters of an account mean at a moment. */
export function lockoutOf(userId: string, counters: readonly CounterState[], now: number): Lockout {
  const strangers = counters.find(({ kind }) => kind === 'strangers');
  return {
    userId,
    strangers: {
      wrongPasswords: strangers ? failedWithinADay(strangers, now) : 0,
      limit: mostInADay,
      lockedUntil: (strangers && shutUntil(strangers, now)) ?? null,
    },
    lockedSources: counters.flatMap((counter) => {
      const { kind, source, network, refused } = counter;
      const lockedUntil = shutUntil(counter, now);
      if (kind === 'strangers' || lockedUntil === undefined) return [];
      const sourceId = kind === 'application' || kind === 'administrator' ? source : null;
      return [{ kind, sourceId, network, refused, lockedUntil }];
    }),
  };
}

function shutUntil(counter: CounterState, now: number): number | undefined {
  const { kind, lockedUntil, day, failedOnTheDay } = counter;
  const isLocked = lockedUntil !== null && lockedUntil > now;
  const isSpent = kind !== 'everybody' && failedWithinADay(counter, now) >= mostInADay;
  if (!isSpent) return isLocked ? lockedUntil : undefined;
  return Math.max(endOfDayLimit({ day, failedOnTheDay }), isLocked ? lockedUntil : 0);
}

/** What of the failures counts today: those of the day and of the day before. */
function failedWithinADay({ day, failedOnTheDay, failedOnTheDayBefore }: CounterState, now: number): number {
  const today = Math.floor(now / dayMs);
  if (today <= day) return failedOnTheDay + failedOnTheDayBefore;
  return today === day + 1 ? failedOnTheDay : 0;
}
