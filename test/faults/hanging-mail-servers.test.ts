import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from '../../src/directory/outbox.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { newUser } from '../../src/directory/user.fixture.ts';
import { Postman } from '../../src/mail/postman.ts';
import type { Timeouts } from '../../src/mail/transport.ts';
import { everywhere } from '../../src/outgoing/reachable.ts';
import { provisionOrganization, provisionUser } from '../../src/provisioning/provision.ts';
import { mailQueue } from '../../src/store/mail-queue.ts';
import { mailSettings } from '../../src/store/mail-settings.ts';
import { openEmptyStore } from '../../src/store/store.fixture.ts';
import { createStore } from '../../src/store/store.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { startMailServer, startOddServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';

const operator = permitOperator('installation.provision');

/** More than are served at once. */
const hanging = Array.from({ length: 70 }, (_, number) => `hanging-${String(number).padStart(3, '0')}`);

/** Where some never answer, it is waited for none of them for long. */
const impatient = { stepMs: 1500, totalMs: 5000 };

/** Where all answer, it is waited for each of them, however busy the machine is. */
const patient = { stepMs: 300_000, totalMs: 300_000 };

/** Organizations, each with a person whose letters go to the mail server of that port. */
async function createWorld(ports: Readonly<Record<string, number>>, timeouts: Timeouts) {
  const db = await openEmptyStore();
  const sealer = createSealer(Buffer.alloc(32, 5));
  const store = createStore(db, sealer);
  const organizations = Object.entries(ports);
  for (const [index, [id, port]] of organizations.entries()) {
    const who = { organizationId: id, id: `ana-${id}`, userName: 'ana', displayName: 'Ana' };
    const user = newUser({ ...who, email: `ana@${id}.example`, emailConfirmed: true });
    await store.transaction(async (tables) => {
      await provisionOrganization(tables, operator, { id, name: id, createdAt: 1 });
      await provisionUser(tables, operator, { user, passwordHash: null, mustChange: false, groupIds: [] });
    });
    const values = { Host: '127.0.0.1', Port: String(port), FromEmail: `gatehouse@${id}.example`, EnableSsl: 'false' };
    const rows = Object.entries(values).map(([name, value], row) => {
      const key = `Email.Smtp.${name}`;
      const own = { organization_id: id, user_id: '', id: 1000 + 10 * index + row };
      return { ...own, key, key_key: key.toUpperCase(), value };
    });
    await db.insertInto('settings').values(rows).execute();
  }
  const put = (organizationId: string, kind: 'PasswordChanged' | 'ForgotPassword', number = 0) => {
    const notice = { organizationId, userId: `ana-${organizationId}`, at: Date.now() };
    const link = { path: `/identity/web/reset-password?token=of-letter-${number}.`, expiresAt: Date.now() + 900_000 };
    return store.outbox.put((kind === 'ForgotPassword' ? { ...notice, kind, link } : { ...notice, kind }) as Notice);
  };
  const postman = new Postman({
    ...{ store, settings: mailSettings(db, sealer), queue: mailQueue(db, sealer), smtp: undefined },
    ...{ externalUrl: 'https://id.example.com', mayReach: everywhere, unconfirmedPerHour: 1000 },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...{ now: Date.now, random: () => 0.5 },
    pace: {
      ...{ pollMs: 10, restMs: 100, stopMs: 10, timeouts },
      backoff: { firstMs: 20, longestMs: 50, maxAttempts: 1000 },
    },
  });
  const close = async () => {
    await postman[Symbol.asyncDispose]();
    await db.destroy();
  };
  return { put, postman, [Symbol.asyncDispose]: close };
}

describe('mail servers that hang', () => {
  it('of many organizations keep no letter of another from arriving, neither the first nor any after it', async () => {
    const silent = await startOddServer(undefined);
    const server = await startMailServer();
    try {
      const ports = Object.fromEntries(hanging.map((id) => [id, silent.port]));
      await using world = await createWorld({ ...ports, working: server.port }, impatient);
      for (const id of hanging) {
        for (let letter = 0; letter < 6; letter += 1) await world.put(id, 'PasswordChanged');
      }
      // One whose delivery was not acknowledged in time comes a second time.
      const hasCome = (number: number) => server.mails.some(({ text = '' }) => text.includes(`of-letter-${number}.`));
      await world.put('working', 'ForgotPassword', 1);
      world.postman.start();
      for (let letter = 1; letter <= 5; letter += 1) {
        await until(() => hasCome(letter));
        await world.put('working', 'ForgotPassword', letter + 1);
      }
      assert.ok(silent.connections() >= hanging.length, 'the others have had their turns as well');
    } finally {
      await silent.stop();
      await server.stop();
    }
  });
});

/** More than are served at once. */
const busy = Array.from({ length: 36 }, (_, number) => `busy-${String(number).padStart(3, '0')}`);

describe('long queues', () => {
  it('of many organizations take turns: the last of them has its first before any has its third', async () => {
    const server = await startMailServer();
    try {
      const ports = Object.fromEntries([...busy, 'late'].map((id) => [id, server.port]));
      await using world = await createWorld(ports, patient);
      for (const id of busy) {
        for (let letter = 0; letter < 9; letter += 1) await world.put(id, 'PasswordChanged');
      }
      world.postman.start();
      await until(() => server.attempts.length > 0);
      await world.put('late', 'PasswordChanged');
      await until(() => server.mails.length === busy.length * 9 + 1);
      const seen = new Map<string, number>();
      const third = server.attempts.findIndex((address) => {
        const count = (seen.get(address) ?? 0) + 1;
        seen.set(address, count);
        return count > 8;
      });
      const before = new Set(server.attempts.slice(0, third));
      assert.deepEqual(
        [...busy, 'late'].filter((id) => !before.has(`ana@${id}.example`)),
        [],
      );
    } finally {
      await server.stop();
    }
  });
});
