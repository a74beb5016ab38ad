import { noteSecretEnds } from '../directory/application/secret-ends.ts';
import { dailyAnchors } from '../directory/audit/daily-anchors.ts';
import { warnOfExpiringCredentials } from '../directory/expiring-credential/warnings.ts';
import { purgeOrganizations } from '../directory/organization/purge.ts';
import { watchDescriptors } from '../observe/descriptors.ts';
import { warnOfExpiry } from '../password/expiry-warnings.ts';
import { clockRecord } from '../store/clock-record.ts';
import { sweeps } from '../store/sweeps.ts';
import { flush } from '../store/unflushed.ts';
import type { TokenService } from '../token/token-service.ts';
import { ClockWatch } from './clock-watch.ts';
import type { Lease } from './lease.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';
import { type SweepStep, sweep } from './sweeper.ts';

export interface Upkeep {
  /** Writes the anchors of the day to the log, unless that was done. */
  readonly writeAnchors: () => Promise<void>;
}

interface Needs {
  readonly store: OpenStore;
  readonly tokens: TokenService;
}

/** How often it is tried whether files and connections can be opened. */
const descriptorsMs = 2000;

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;

/** What is looked after every minute: signing keys, what is over, the anchors of the audit logs. */
export async function startUpkeep({ config, log, opened }: Startup, { store, tokens }: Needs): Promise<Upkeep> {
  const { db, directory } = store;
  opened.use(repeat('watch descriptors', descriptorsMs, watchDescriptors(log), log));
  const clock = new ClockWatch({ wall: Date.now, elapsed: () => performance.now(), record: clockRecord(db), log });
  await clock.isRight(); // Now, because the newest entry is not yet one of this start.
  const isClockRight = async () => (await clock.isRight()) && !store.clockSkew.isWrong;
  const maintainKeys = async () => void ((await isClockRight()) && (await tokens.maintain(Date.now())));
  opened.use(repeat('signing keys', everyMinute, store.lease('signing keys').alone(maintainKeys), log));
  const purgeAfterMs = config['deleted-organization-days'] * dayMs;
  const steps: readonly SweepStep[] = [
    ...sweeps(db, { loginAttemptDays: config['login-attempt-days'] }),
    (now, limit) => noteSecretEnds(directory, now, limit),
    (now, limit) => purgeOrganizations(directory, now - purgeAfterMs, now, limit),
  ];
  const lease = store.lease('sweep');
  const careful = steps.map((step) => whileRight(isClockRight, whileHeld(lease, step)));
  opened.use(repeat('sweep', everyMinute, (stopping) => sweep(careful, Date.now, stopping), log));
  const lookForExpiry = hourly(async (stopping) => {
    if (await isClockRight()) await warnOfExpiry(directory, Date.now, stopping);
  });
  opened.use(repeat('expiry warnings', everyMinute, store.lease('expiry warnings').alone(lookForExpiry), log));
  const lookForEnds = hourly(async (stopping) => {
    if (await isClockRight()) await warnOfExpiringCredentials(directory, Date.now, stopping);
  });
  opened.use(repeat('credential warnings', everyMinute, store.lease('credential warnings').alone(lookForEnds), log));
  const writeAnchors = dailyAnchors(directory, log, Date.now, () => flush(db));
  opened.use(repeat('audit anchors', everyMinute, store.lease('audit anchors').alone(writeAnchors), log));
  return { writeAnchors };
}

/** Does the work once in an hour, and at the start. What failed is tried again the next time. */
function hourly(work: (stopping: AbortSignal) => Promise<void>): (stopping: AbortSignal) => Promise<void> {
  let lastHour = Number.NaN;
  return async (stopping) => {
    const hour = Math.floor(Date.now() / hourMs);
    if (hour === lastHour) return;
    await work(stopping);
    lastHour = hour;
  };
}

/** Deletes nothing for its age while the clock is in doubt. */
const whileRight =
  (isClockRight: () => Promise<boolean>, step: SweepStep): SweepStep =>
  async (now, limit) =>
    (await isClockRight()) ? await step(now, limit) : 0;

/** Ends nothing while another process does. */
const whileHeld =
  (lease: Lease, step: SweepStep): SweepStep =>
  async (now, limit) =>
    (await lease.isHeld()) ? await step(now, limit) : 0;
