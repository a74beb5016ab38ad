import { type CounterState, dayMs, latenessMs } from '../directory/attempt-counter.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { type Permitted, requireAdministratorsConsent } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import type { UserKey } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { endOfDayLimit, mostInADay } from './attempts.ts';
import { signInRules } from './rules.ts';

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
  store: Store,
  permitted: Permitted<'lockout.read'>,
  userId: string,
  now: number,
): Promise<Lockout> {
  const { object: user } = await findTarget(store.users, permitted, userId);
  return lockoutOf(user.id, await countersOf(store, user, now), now);
}

/** A lock that would last longer than one that began now began before the clock was set back, and is over. */
async function countersOf(
  { attempts, settings }: Pick<Store, 'attempts' | 'settings'>,
  user: UserKey,
  now: number,
): Promise<readonly CounterState[]> {
  const { lockoutMs } = signInRules(await settings.inForce(user.organizationId)).lockout;
  const counters = await attempts.ofUser(user);
  return counters.map((counter) =>
    (counter.lockedUntil ?? 0) > now + lockoutMs + latenessMs ? { ...counter, lockedUntil: null } : counter,
  );
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
  await store.transaction(async (tables) => {
    const { attempts, audit, groups } = tables;
    if (await groups.isMember(user.organizationId, administratorsGroupId, user.id)) {
      requireAdministratorsConsent(permitted);
    }
    const { lockedSources, strangers } = lockoutOf(user.id, await countersOf(tables, user, command.at), command.at);
    if (!(await attempts.lift(user))) return;
    const sources = lockedSources.map(({ kind, network }) => ({ kind, network }));
    const details = { sources, wrongPasswordsOfStrangers: strangers.wrongPasswords };
    const change = { category: 'User', action: 'Unlock', targetId: user.id, details } as const;
    await audit.append(auditEntryOf({ ...command, permitted }, change));
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
  if (day === today || day === today + 1) return failedOnTheDay + failedOnTheDayBefore;
  return today === day + 1 ? failedOnTheDay : 0;
}
