import type { PasswordAge } from '../directory/credential.ts';
import { everyOrganizationId } from '../directory/organization/every.ts';
import type { Store } from '../directory/store.ts';
import { takeTurns } from '../turns.ts';
import { signInRules } from './rules.ts';

const day = 24 * 60 * 60_000;

/** How long before the expiry of a password its owner is told of it, each once. */
const warningsMs = [3 * day, 14 * day];

/** So many passwords are looked at without a pause. */
const atOnce = 200;

interface ExpiringUnder {
  readonly organizationId: string;
  readonly expiresAfterMs: number;
  /** Whether only people with an exemption use their passwords. */
  readonly isRestricted: boolean;
}

/**
 * Tells people 14 and 3 days before their passwords expire, where the organization wants that and mail can be sent. To be
 * called every hour or so: who was told of a moment is not told of it again, by whichever process.
 */
export async function warnOfExpiry(store: Store, now: () => number, stopping: AbortSignal): Promise<void> {
  for await (const organizationId of everyOrganizationId(store.organizations)) {
    if (stopping.aborted) return;
    const { expiresAfterMs, warnsOfExpiry, isRestricted } = signInRules(await store.settings.inForce(organizationId));
    if (expiresAfterMs === undefined || !warnsOfExpiry || !(await store.outbox.canSend(organizationId))) continue;
    await warnAll(store, { organizationId, expiresAfterMs, isRestricted }, now, stopping);
  }
}

async function warnAll(store: Store, under: ExpiringUnder, now: () => number, stopping: AbortSignal): Promise<void> {
  for (let behind = ''; !stopping.aborted; ) {
    const ages = await store.credentials.ages(under.organizationId, behind, atOnce);
    for (const age of ages) {
      const moment = momentToTell(age, under.expiresAfterMs, now());
      if (moment !== undefined) await warn(store, under, age, moment, now());
      await takeTurns();
    }
    if (ages.length < atOnce) return;
    behind = ages.at(-1)?.id ?? '';
  }
}

/** The latest moment before the expiry that has come and of which the owner was not told; undefined when there is none. */
export function momentToTell(
  { changedAt, expiryTold }: PasswordAge,
  expiresAfterMs: number,
  now: number,
): number | undefined {
  if (changedAt === undefined || now >= changedAt + expiresAfterMs) return undefined;
  const before = warningsMs.find((ms) => ms < expiresAfterMs && now >= changedAt + expiresAfterMs - ms);
  if (before === undefined) return undefined;
  const moment = changedAt + expiresAfterMs - before;
  return expiryTold === null || expiryTold < moment ? moment : undefined;
}

async function warn(
  store: Store,
  { organizationId, expiresAfterMs, isRestricted }: ExpiringUnder,
  age: PasswordAge,
  moment: number,
  at: number,
): Promise<void> {
  await store.transaction(async (tables) => {
    const user = await tables.users.find(age);
    if (!user?.isActive || !user.email || (isRestricted && !user.bypassBasicAuthRestriction)) return;
    if (!(await tables.credentials.mayTellOfExpiry(age, moment))) return;
    const expiresAt = (age.changedAt ?? 0) + expiresAfterMs;
    await tables.outbox.put({ organizationId, kind: 'PasswordExpires', userId: age.id, at, expiresAt });
  });
}
