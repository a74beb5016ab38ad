import { dailyAnchors } from '../directory/audit/daily-anchors.ts';
import { purgeOrganizations } from '../directory/organization/purge.ts';
import { watchDescriptors } from '../observe/descriptors.ts';
import { clockRecord } from '../store/clock-record.ts';
import { sweeps } from '../store/sweeps.ts';
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

const dayMs = 24 * 60 * 60_000;

/** What is looked after every minute: signing keys, what is over, the anchors of the audit logs. */
export async function startUpkeep({ config, log, opened }: Startup, { store, tokens }: Needs): Promise<Upkeep> {
  const { db, directory } = store;
  opened.use(repeat('watch descriptors', descriptorsMs, watchDescriptors(log), log));
  const clock = new ClockWatch({ wall: Date.now, elapsed: () => performance.now(), record: clockRecord(db), log });
  await clock.isRight(); // Now, because the newest entry is not yet one of this start.
  const maintainKeys = async () => void ((await clock.isRight()) && (await tokens.maintain(Date.now())));
  opened.use(repeat('signing keys', everyMinute, store.lease('signing keys').alone(maintainKeys), log));
  const purgeAfterMs = config['deleted-organization-days'] * dayMs;
  const steps: readonly SweepStep[] = [
    ...sweeps(db, { loginAttemptDays: config['login-attempt-days'] }),
    (now, limit) => purgeOrganizations(directory, now - purgeAfterMs, now, limit),
  ];
  const lease = store.lease('sweep');
  const careful = steps.map((step) => whileRight(clock, whileHeld(lease, step)));
  opened.use(repeat('sweep', everyMinute, (stopping) => sweep(careful, Date.now, stopping), log));
  const writeAnchors = dailyAnchors(directory, log, Date.now);
  opened.use(repeat('audit anchors', everyMinute, store.lease('audit anchors').alone(writeAnchors), log));
  return { writeAnchors };
}

/** Deletes nothing for its age while the clock is in doubt. */
const whileRight =
  (clock: ClockWatch, step: SweepStep): SweepStep =>
  async (now, limit) =>
    (await clock.isRight()) ? await step(now, limit) : 0;

/** Ends nothing while another process does. */
const whileHeld =
  (lease: Lease, step: SweepStep): SweepStep =>
  async (now, limit) =>
    (await lease.isHeld()) ? await step(now, limit) : 0;
