import { setTimeout as pause } from 'node:timers/promises';
import type { BreachedSources } from '../breached/sources.ts';
import { Budget } from '../directory/budget.ts';
import { checkLimits } from '../password/check.ts';
import type { HashPoolOptions } from '../password/hash-pool/options.ts';
import type { HashPool } from '../password/hash-pool.ts';
import { RefusedSignIns, reportRefusedSignIns } from '../password/refused-sign-ins.ts';
import { type RequestResetRequest, sendReset } from '../password/reset.ts';
import { ResetRequests } from '../password/reset-requests.ts';
import type { SignInTools } from '../password/sign-in-request.ts';
import { Background } from './background.ts';
import { openBreached } from './breached.ts';
import { createHashPool } from './capacity.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

/** Hashing, signing in with a password, and links for forgotten ones. */
export interface Passwords {
  readonly hasher: HashPool;
  readonly breached: BreachedSources;
  readonly signInTools: SignInTools;
  readonly resetRequests: ResetRequests;
  /** How many passwords each caller may have judged. */
  readonly checks: Budget;
  /** What goes on after an answer. */
  readonly background: Background;
}

/** How often sign-ins that are nobody's are written down, and attempts are released whose time is over. */
const countingMs = 10_000;

/** @throws StartupError when the filter of breached passwords is damaged, or not where the configuration says. */
export async function openPasswords(
  startup: Startup,
  { directory: store }: OpenStore,
  startHashWorker: HashPoolOptions['startWorker'],
): Promise<Passwords> {
  const { config, log, opened } = startup;
  const breached = await openBreached(startup);
  const hasher = opened.use(createHashPool(config, startHashWorker));
  const background = opened.use(new Background(log));
  const stopping = new AbortController();
  opened.defer(() => stopping.abort());
  const refusedSignIns = new RefusedSignIns(store);
  opened.defer(() => refusedSignIns.write(Date.now()));
  opened.use(repeat('record refused sign-ins', countingMs, () => refusedSignIns.write(Date.now()), log));
  opened.use(repeat('release attempts', countingMs, () => store.attempts.releaseDue(), log));
  opened.use(repeat('report refused sign-ins', everyMinute, () => reportRefusedSignIns(store, Date.now()), log));
  const later = { inBackground: background.run, pause: (ms: number) => pause(ms) };
  const work = (request: RequestResetRequest) => sendReset({ store, hasher, breached, now: Date.now }, request);
  return {
    hasher,
    breached,
    signInTools: { store, hasher, breached, refusedSignIns, now: Date.now, ...later },
    checks: new Budget(checkLimits),
    resetRequests: new ResetRequests({ work, ...later, stopping: stopping.signal }),
    background,
  };
}
