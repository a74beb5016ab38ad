import { afterEach, beforeEach } from 'node:test';
import type { Kysely } from 'kysely';
import type { Notice } from '../../src/directory/outbox.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import type { Store } from '../../src/directory/store.ts';
import { newUser } from '../../src/directory/user.fixture.ts';
import type { PostmanParts } from '../../src/mail/postman.ts';
import { Postman } from '../../src/mail/postman.ts';
import type { SmtpSettings } from '../../src/mail/smtp-settings.ts';
import { everywhere } from '../../src/outgoing/reachable.ts';
import { provisionOrganization, provisionUser } from '../../src/provisioning/provision.ts';
import { sweep } from '../../src/server/sweeper.ts';
import type { Database } from '../../src/store/database.ts';
import { mailQueue } from '../../src/store/mail-queue.ts';
import { mailSettings } from '../../src/store/mail-settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';
import { sweeps } from '../../src/store/sweeps.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startMailServer } from '../support/mail-server.ts';
import { locationIn } from '../support/store.ts';

const provisioning = permitOperator('installation.provision');

export const organizationId = 'school';

export const sealer = createSealer(Buffer.alloc(32, 5));

export const externalUrl = 'https://id.example.com';

export let folder: Awaited<ReturnType<typeof temporaryFolder>>;
export let db: Kysely<Database>;
export let store: Store;
export let stack: AsyncDisposableStack;
export let logLines: { fields: Record<string, unknown>; message: string }[];

/** Before each test a store with an organization; afterwards everything that the test has opened is closed. */
export function useStore(): void {
  beforeEach(async () => {
    folder = await temporaryFolder();
    stack = new AsyncDisposableStack();
    db = openStore(await locationIn(folder.path));
    await migrate(db);
    store = createStore(db, sealer);
    logLines = [];
    await addOrganization(organizationId);
  });
  afterEach(async () => {
    await stack.disposeAsync();
    await db.destroy();
    await folder[Symbol.asyncDispose]();
  });
}

export async function addOrganization(id: string): Promise<void> {
  await store.transaction((tables) =>
    provisionOrganization(tables, provisioning, { id, name: `The ${id}`, createdAt: 1 }),
  );
}

export async function addUser(
  id: string,
  email: string | null,
  organization = organizationId,
  displayName: string = id,
  emailConfirmed = true,
) {
  const user = newUser({ organizationId: organization, id, email, emailConfirmed, displayName });
  await store.transaction((tables) =>
    provisionUser(tables, provisioning, { user, passwordHash: null, mustChange: false, groupIds: [] }),
  );
}

export const changed = (userId: string, organization = organizationId): Notice => ({
  organizationId: organization,
  kind: 'PasswordChanged',
  userId,
  at: Date.now(),
});

export const forgotten = (userId: string, expiresAt = Date.now() + 900_000): Notice => ({
  organizationId,
  kind: 'ForgotPassword',
  userId,
  at: Date.now(),
  link: { path: '/identity/reset?token=s3cret', expiresAt },
});

export const smtp = (port: number, changes: Partial<SmtpSettings> = {}): SmtpSettings => ({
  isOperators: true,
  host: '127.0.0.1',
  port,
  security: 'opportunistic',
  credentials: undefined,
  from: { address: 'gatehouse@example.com', name: 'Gatehouse' },
  ...changes,
});

export async function mailServer(...args: Parameters<typeof startMailServer>) {
  const server = await startMailServer(...args);
  stack.defer(() => server.stop());
  return server;
}

/** A worker that looks often, and gives up on a server no sooner than a busy machine would make it. */
export function postman(server: SmtpSettings | undefined, changes: Partial<PostmanParts> = {}): Postman {
  const note = (fields: object, message: string) => logLines.push({ fields: { ...fields }, message });
  const parts: PostmanParts = {
    store,
    settings: mailSettings(db, sealer),
    externalUrl,
    queue: mailQueue(db, sealer),
    smtp: server,
    mayReach: everywhere,
    unconfirmedPerHour: 1000,
    log: { info: note, warn: note, error: note },
    now: Date.now,
    random: () => 0.5,
    ...changes,
    pace: {
      pollMs: 10,
      restMs: 20,
      timeouts: { stepMs: 5000, totalMs: 20_000 },
      backoff: { firstMs: 20, longestMs: 50, maxAttempts: 3 },
      ...changes.pace,
    },
  };
  return stack.use(new Postman(parts).start());
}

/** Puts a notice into the outbox, and gives its id. */
export async function put(notice: Notice): Promise<string> {
  const known = new Set((await rows()).map(({ id }) => id));
  await store.outbox.put(notice);
  return (await rows()).find(({ id }) => !known.has(id))?.id ?? '';
}

export const rows = () => db.selectFrom('outbox').selectAll().orderBy('created_at').execute();

export const allDone = async () => (await rows()).every((row) => row.delivered_at !== null || row.dead_at !== null);

let nextSetting = 1000;

export async function storeSetting(organization: string, key: string, value: string): Promise<void> {
  nextSetting += 1;
  await db
    .insertInto('settings')
    .values({ organization_id: organization, user_id: '', key_key: key.toUpperCase(), id: nextSetting, key, value })
    .execute();
}

export const sweepAt = (at: number) =>
  sweep(sweeps(db, { loginAttemptDays: 90 }), () => at, new AbortController().signal);
