import { setTimeout as pause } from 'node:timers/promises';
import type { GateStatistics } from './admission/gate.ts';
import { Throttle, type ThrottleStatistics } from './admission/throttle.ts';
import { Background } from './background.ts';
import { BackupSchedule } from './backup/schedule.ts';
import { createBodies, createHashPool, createWritingGate, networkLimits } from './capacity.ts';
import { ClockWatch } from './clock-watch.ts';
import type { Config } from './config.ts';
import { dailyAnchors } from './directory/audit/daily-anchors.ts';
import { purgeOrganizations } from './directory/organization/purge.ts';
import { permitOperator } from './directory/permission.ts';
import { reportClashes } from './directory/report-clashes.ts';
import type { Store } from './directory/store.ts';
import { createAntiforgery } from './http/antiforgery.ts';
import { apiResources } from './http/api/resources.ts';
import { ReaderThread } from './http/body/reader-thread.ts';
import type { Readiness } from './http/health.ts';
import { listen } from './http/listener.ts';
import { createHttpServer } from './http/server.ts';
import { openSealerAtStart } from './installation-sealer.ts';
import { Postman } from './mail/postman.ts';
import { smtpOf } from './mail/smtp-config.ts';
import { isSmtpUsable } from './mail/smtp-settings.ts';
import { watchDescriptors } from './observe/descriptors.ts';
import type { Log } from './observe/log.ts';
import { publicAnd } from './outgoing/reachable.ts';
import type { HashPoolStatistics } from './password/hash-pool/options.ts';
import type { HashPool } from './password/hash-pool.ts';
import { RefusedSignIns, reportRefusedSignIns } from './password/refused-sign-ins.ts';
import { type RequestResetRequest, sendReset } from './password/reset.ts';
import { ResetRequests } from './password/reset-requests.ts';
import { signIn } from './password/sign-in.ts';
import type { SignInTools } from './password/sign-in-request.ts';
import { unwrapPfx } from './pkcs12/unwrap.ts';
import { exposesPasswords, exposesPasswordsText } from './plain-http.ts';
import { type Installation, install } from './provisioning/installation.ts';
import { repeat } from './repeat.ts';
import { logoutQueue, participants } from './store/back-channel.ts';
import { callers } from './store/callers.ts';
import { Checkpoints } from './store/checkpoints.ts';
import { clockRecord } from './store/clock-record.ts';
import { openFiles, takeDataFolder } from './store/data-folder.ts';
import { grantStore } from './store/grants.ts';
import { mailQueue } from './store/mail-queue.ts';
import { mailSettings } from './store/mail-settings.ts';
import { revocations } from './store/revocations.ts';
import { signingKeys } from './store/signing-keys.ts';
import { openSqlite } from './store/sqlite.ts';
import { checkAtStart } from './store/start-check.ts';
import { createStore } from './store/store.ts';
import { sweeps } from './store/sweeps.ts';
import { StoreWatch } from './store/watch.ts';
import { type SweepStep, sweep } from './sweeper.ts';
import { createTokenService } from './token/token-service.ts';
import { upgrade } from './upgrade.ts';
import { productVersion } from './version.ts';

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** What the operator should put right, a sentence each. */
  readonly warnings: readonly string[];
  /** Who waits for what at this moment, and what was refused. */
  statistics(): ServerStatistics;
  /** Lets running requests finish, then closes the store. */
  stop(): Promise<void>;
}

export interface ServerStatistics {
  readonly hashing: HashPoolStatistics;
  readonly writing: GateStatistics;
  readonly throttle: ThrottleStatistics;
}

/** How often what is over is swept and signing keys are looked after. */
const maintenanceMs = 60_000;

/** How often it is tried whether files and connections can be opened. */
const descriptorsMs = 2000;

/** How often sign-ins that are nobody's are written down. */
const countingMs = 10_000;

const hour = 60 * 60_000;
const day = 24 * hour;

/** Milliseconds of a clock that nobody sets, for what only takes time. */
const elapsed = (): number => performance.now();

/** Called as soon as the secrets of a first start exist: nothing that fails later may lose them. */
export type Announce = (installation: Installation, url: string) => void;

/**
 * Starts the whole server: configuration in, a port that answers out.
 *
 * @param openStore opens the store file.
 * @throws StartupError when the operator has to put something right first; everything opened so far is closed.
 */
export async function startServer(
  config: Config,
  log: Log,
  announce: Announce,
  openStore: typeof openSqlite = openSqlite,
): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();
  const seed = config.seed === undefined ? undefined : await loadSeed(config.seed);
  const folder = opened.adopt(takeDataFolder(config.data, config['expect-data']), (taken) => taken.release());
  const isSecure = config['external-url']?.startsWith('https:') === true;
  const listener = await listen({
    ...{ host: config.host, port: config.port, isSecure, maxConnections: config['max-connections'] },
  });
  const closeListener = () => listener.close(config['drain-seconds'] * 1000);
  opened.defer(closeListener);

  const check = await checkAtStart(folder.databaseFile);
  const watch = opened.use(new StoreWatch(folder.databaseFile, log));
  const checkpoints = opened.use(new Checkpoints(folder.databaseFile, log));
  const options = { onFault: watch.onFault, checkpoints };
  const db = opened.adopt(openStore(folder.databaseFile, options), (open) => open.destroy());
  opened.use(repeat(maintenanceMs, () => checkpoints.maintain(), log));
  await upgrade({ db, file: folder.databaseFile, listener, log });
  const sealer = await openSealerAtStart(config, db);
  const smtp = smtpOf(config);
  const store = createStore(db, sealer, (levels) => isSmtpUsable(levels, smtp));
  await store.attempts.endPending();
  const hasher = opened.use(createHashPool(config));
  const background = opened.use(new Background(log));
  const writing = createWritingGate(config);
  const throttle = new Throttle(networkLimits(config), elapsed);
  const refusedSignIns = new RefusedSignIns(store);
  opened.defer(() => refusedSignIns.write(Date.now()));
  opened.use(repeat(countingMs, () => refusedSignIns.write(Date.now()), log));
  opened.use(repeat(countingMs, () => store.attempts.releaseDue(), log));
  opened.use(repeat(descriptorsMs, watchDescriptors(log), log));
  opened.use(repeat(maintenanceMs, () => reportRefusedSignIns(store, Date.now()), log));
  const aside = { inBackground: background.run, pause: (ms: number) => pause(ms) };
  const signInTools: SignInTools = { store, hasher, refusedSignIns, now: Date.now, ...aside };
  const work = (request: RequestResetRequest) => sendReset({ store, hasher, now: Date.now }, request);
  const resetRequests = new ResetRequests({ work, ...aside });
  const externalUrl = config['external-url'] ?? listener.url;
  const isSignInRefused = exposesPasswords(config);
  const tokens = await createTokenService({
    externalUrl,
    issuerPath: config['issuer-path'],
    sealer,
    signingKeyDays: config['signing-key-days'],
    sessionDays: config['session-days'],
    refreshReuseSeconds: config['refresh-reuse-seconds'],
    refreshDays: config['refresh-days'],
    directory: store,
    signingKeys: signingKeys(db),
    grants: grantStore(db),
    revocations: revocations(db),
    participants: participants(db),
    logoutQueue: logoutQueue(db),
    mayReach: publicAnd(config['outgoing-private-addresses']),
    callers: callers(db),
    throttle,
    writing,
    signIn: (request) => signIn(signInTools, request),
    now: Date.now,
    log,
    isSignInRefused,
  });
  opened.use(tokens.logoutDelivery);
  const record = clockRecord(db);
  const clock = new ClockWatch({ wall: Date.now, elapsed, record, log });
  await clock.isRight(); // The newest entry is not one of this start.
  const maintainKeys = async () => void ((await clock.isRight()) && (await tokens.maintain(Date.now())));
  opened.use(repeat(maintenanceMs, maintainKeys, log));
  const queue = mailQueue(db, sealer);
  const purgeAfterMs = config['deleted-organization-days'] * day;
  const steps: readonly SweepStep[] = [
    ...sweeps(db, { loginAttemptDays: config['login-attempt-days'] }),
    (now, limit) => purgeOrganizations(store, now - purgeAfterMs, now, limit),
  ];
  const careful = steps.map(
    (step): SweepStep =>
      async (now, limit) =>
        (await clock.isRight()) ? await step(now, limit) : 0,
  );
  opened.use(repeat(maintenanceMs, (stopping) => sweep(careful, Date.now, stopping), log));
  const anchors = dailyAnchors(store, log, Date.now);
  opened.use(repeat(maintenanceMs, anchors, log));
  const settings = mailSettings(db, sealer);
  const postman = opened.use(
    new Postman({
      ...{ store, settings, externalUrl, queue, log, now: Date.now, random: Math.random },
      smtp,
      smtpName: config['smtp-name'],
      mayReach: publicAnd(config['smtp-private-addresses']),
      unconfirmedPerHour: config['unconfirmed-mails-per-hour'],
    }),
  );

  const installation = await install(store, permitOperator('installation.provision'), hasher, Date.now());
  if (installation) announce(installation, listener.url);
  if (seed) {
    const { changed, ...created } = await seed.apply(store, hasher, Date.now());
    log.info({ created, changed }, 'seed applied');
  }
  background.run(anchors);
  await reportClashes(store, log);

  watch.begin();
  if (check) {
    opened.use(check);
    background.run(() => watch.await(check));
  }
  const app = await createHttpServer({
    resources: apiResources({
      ...{ ...tokens, ...signInTools, resetRequests, externalUrl, unwrapPfx, isSignInRefused },
      antiforgery: createAntiforgery({ sealer, isSecure: externalUrl.startsWith('https:'), now: Date.now }),
      ...{ testMail: postman, version: productVersion },
    }),
    gate: { ...tokens, organizations: store.organizations },
    oauth: tokens,
    isOrigin: (origin) => store.applicationRegistry.isOrigin(origin),
    health: { check: () => readiness(watch) },
    legacyLogin: { ...signInTools, issue: tokens.issue, isRefused: isSignInRefused },
    pages: {
      ...tokens,
      ...signInTools,
      ...{ writing, sealer, externalUrl, resetRequests, isSignInRefused },
    },
    log,
    problemTypes: config['problem-types'],
    enumValues: config['enum-values'],
    externalUrl,
    trustedProxies: config['trusted-proxies'],
    throttle,
    writing,
    bodies: createBodies(config),
    readerThread: opened.use(new ReaderThread()),
    listener,
  });
  postman.start();
  tokens.logoutDelivery.start();
  if (config['backup-dir'] !== undefined) {
    const backups = createBackupSchedule(config, config['backup-dir'], log);
    opened.use(repeat(maintenanceMs, () => backups.run(Date.now()), log));
    opened.use(backups);
  }
  opened.defer(() => app.close());
  opened.defer(closeListener); // Before everything else is closed.
  opened.defer(() => throttle.close()); // What it holds back would hold up the end.
  const running = opened.move();
  const warnings = [...(isSignInRefused ? [exposesPasswordsText] : []), ...openFiles(folder)];
  const statistics = () => ({
    ...{ hashing: hasher.statistics(), writing: writing.statistics(), throttle: throttle.statistics() },
  });
  return { url: listener.url, warnings, statistics, stop: () => running.disposeAsync() };
}

/** Whoever only reads is served on a full disk as ever. */
async function readiness(watch: StoreWatch): Promise<Readiness> {
  const reason = await watch.check();
  if (reason === undefined) return { status: 'ready' };
  return { status: reason === 'full' ? 'degraded' : 'unavailable', reason };
}

function createBackupSchedule(config: Config, folder: string, log: Log): BackupSchedule {
  return new BackupSchedule({
    ...{ data: config.data, folder, everyMs: config['backup-every'] * hour, keep: config['backup-keep'] },
    ...{ recipient: config['backup-recipient'], installationKey: config['installation-key'], log },
  });
}

/** Reads and checks the file before anything is opened. Most starts have none, so its reader is loaded only here. */
async function loadSeed(file: string) {
  const [{ readSeed }, { applySeed }] = await Promise.all([import('./seed/read.ts'), import('./seed/apply.ts')]);
  const seed = readSeed(file);
  const operator = permitOperator('installation.provision');
  return { apply: (store: Store, hasher: HashPool, now: number) => applySeed(store, operator, hasher, seed, now) };
}
