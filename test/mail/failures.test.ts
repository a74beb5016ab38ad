import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { mailQueue } from '../../src/store/mail-queue.ts';
import { mailSettings } from '../../src/store/mail-settings.ts';
import { openStore } from '../../src/store/open.ts';
import { onEmbedded } from '../../src/store/store.fixture.ts';
import { startOddServer } from '../support/mail-server.ts';
import { locationIn } from '../support/store.ts';
import { until } from '../support/until.ts';
import {
  addOrganization,
  addUser,
  allDone,
  changed,
  db,
  folder,
  forgotten,
  mailServer,
  organizationId,
  postman,
  rows,
  sealer,
  smtp,
  stack,
  store,
  storeSetting,
  sweepAt,
  useStore,
} from './delivery.fixture.ts';

useStore();

describe('a delivery that fails', () => {
  it('is tried again after a refusal for the time being', async () => {
    const server = await mailServer((_address, attempt) => (attempt < 3 ? 451 : undefined));
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails.length, 1);
    assert.equal((await rows())[0]?.attempts, 3);
  });

  it('is given up at once after a refusal for good, and keeps nobody else waiting', async () => {
    const server = await mailServer((address) => (address === 'gone@example.com' ? 550 : undefined));
    await addUser('gone', 'gone@example.com');
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('gone'));
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails.length, 1);
    const [dead, ...others] = (await rows()).filter(({ dead_at }) => dead_at !== null);
    assert.equal(others.length, 0);
    assert.equal(dead?.attempts, 1);
    assert.match(dead?.last_error ?? '', /EENVELOPE 550/);
    assert.ok(!dead?.last_error?.includes('gone@'));
  });

  for (const [what, greeting, onLine] of [
    ['never greets', undefined, undefined],
    [
      'drops the connection half way',
      '220 odd',
      (line: string, socket: { write(text: string): unknown; destroy(): unknown }) =>
        line.startsWith('MAIL') ? socket.destroy() : socket.write('250 ok\r\n'),
    ],
    [
      'drops the connection while the message is sent',
      '220 odd',
      (line: string, socket: { write(text: string): unknown; destroy(): unknown }) => {
        if (line.startsWith('DATA')) socket.write('354 go on\r\n');
        else if (/^(EHLO|MAIL|RCPT)/.test(line)) socket.write('250 ok\r\n');
        else socket.destroy();
      },
    ],
    ['is no mail server', 'HTTP/1.1 400 Bad Request', undefined],
  ] as const) {
    it(`is given up after the last attempt with a server that ${what}`, async () => {
      const server = await startOddServer(greeting, onLine);
      stack.defer(() => server.stop());
      await addUser('ana', 'ana@example.com');
      await store.outbox.put(changed('ana'));
      postman(smtp(server.port), { pace: { timeouts: { stepMs: 100, totalMs: 400 } } });
      await until(allDone);
      const [row] = await rows();
      assert.equal(row?.attempts, 3);
      assert.notEqual(row?.dead_at, null);
      assert.ok(server.connections() >= 3);
    });
  }

  it('ends in time with a server that says a little now and then', async () => {
    const server = await startOddServer('220-wait');
    const drip = setInterval(() => server.say('220-a little more'), 20);
    stack.defer(() => clearInterval(drip));
    stack.defer(() => server.stop());
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    const pace = { timeouts: { stepMs: 10_000, totalMs: 100 } };
    postman(smtp(server.port), { pace });
    await until(allDone);
    assert.match((await rows())[0]?.last_error ?? '', /ETIMEDOUT/);
  });

  it('in one organization does not hold up another', async () => {
    const stalled = await startOddServer(undefined);
    stack.defer(() => stalled.stop());
    const server = await mailServer();
    await addOrganization('college');
    await addUser('ana', 'ana@example.com');
    await addUser('ben', 'ben@example.com', 'college');
    for (const [key, value] of [
      ['Host', '127.0.0.1'],
      ['Port', String(stalled.port)],
      ['FromEmail', 'school@example.com'],
    ] as const) {
      await storeSetting(organizationId, `Email.Smtp.${key}`, value);
    }
    await store.outbox.put(changed('ana'));
    await store.outbox.put(changed('ben', 'college'));
    postman(smtp(server.port), { pace: { stopMs: 10 } });
    await until(() => server.mails.length === 1);
    assert.deepEqual(server.attempts, ['ben@example.com']);
  });
});

describe('letters of one organization', () => {
  it('go out in the order in which they came, but links that live for minutes go first', async () => {
    const server = await mailServer();
    for (let guest = 0; guest < 12; guest += 1) {
      await addUser(`guest-${guest}`, `guest-${guest}@example.com`);
      const link = { path: '/identity/web/invitation?token=s3cret', expiresAt: Date.now() + 7 * 24 * 3_600_000 };
      const at = Date.now() - 1000;
      await store.outbox.put({ organizationId, kind: 'UserInvitation', userId: `guest-${guest}`, at, link });
    }
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(forgotten('ana'));
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails.length, 13);
    assert.ok(server.attempts.slice(0, 4).includes('ana@example.com'), server.attempts.join(' '));
  });

  it('have links for a new password before any number of those that confirm an address', async () => {
    const server = await mailServer();
    const days = Date.now() + 3 * 24 * 3_600_000;
    for (let guest = 0; guest < 12; guest += 1) {
      await addUser(`guest-${guest}`, `guest-${guest}@example.com`);
      const link = { path: '/identity/web/confirm-email?token=s3cret', expiresAt: days };
      const at = Date.now() - 1000;
      await store.outbox.put({ organizationId, kind: 'EmailConfirmation', userId: `guest-${guest}`, at, link });
    }
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(forgotten('ana'));
    postman(smtp(server.port));
    await until(allDone);
    assert.ok(server.attempts.slice(0, 4).includes('ana@example.com'), server.attempts.join(' '));
  });

  it('are found through an index, however many wait', onEmbedded, async () => {
    const { rows: plan } = await sql<{ detail: string }>`explain query plan select id from outbox
      where organization_id = 'school' and delivered_at is null and dead_at is null
        and kind = 'ForgotPassword' and available_at <= 1
      order by available_at, id limit 4`.execute(db);
    assert.match(plan.map(({ detail }) => detail).join(), /USING INDEX outbox_links/);
  });
});

describe('several workers', () => {
  it('send each notice once', async () => {
    const server = await mailServer();
    for (let user = 0; user < 20; user += 1) {
      await addUser(`user-${user}`, `user-${user}@example.com`);
      await store.outbox.put(changed(`user-${user}`));
    }
    const second = openStore(await locationIn(folder.path));
    stack.defer(() => second.destroy());
    postman(smtp(server.port));
    postman(smtp(server.port), { queue: mailQueue(second, sealer), settings: mailSettings(second, sealer) });
    await until(allDone);
    assert.equal(server.mails.length, 20);
    assert.equal(new Set(server.attempts).size, 20);
  });

  it('take over what a crashed one left, and a late mark changes nothing', async () => {
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    const queue = mailQueue(db, sealer);
    const now = Date.now();
    const [crashed] = await queue.claim(organizationId, { now, until: now + 100, limit: 1 });
    assert.deepEqual(await queue.claim(organizationId, { now: now + 99, until: now + 200, limit: 1 }), []);
    const [taken] = await queue.claim(organizationId, { now: now + 100, until: now + 200, limit: 1 });
    assert.equal(taken?.id, crashed?.id);
    assert.ok(crashed);
    await queue.giveUp(crashed, now, 'late');
    assert.equal((await rows())[0]?.dead_at, null);
  });
});

describe('without a mail server', () => {
  it('notices wait, and go out when there is one', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    const queue = mailQueue(db, sealer);
    let looks = 0;
    const organizationsDue: typeof queue.organizationsDue = (now) => {
      looks += 1;
      return queue.organizationsDue(now);
    };
    const idle = postman(undefined, { queue: { ...queue, organizationsDue } });
    await until(() => looks > 5);
    await idle[Symbol.asyncDispose]();
    assert.equal((await rows())[0]?.attempts, 0);
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails.length, 1);
  });

  it('they are forgotten when they are of no use any more', async () => {
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(forgotten('ana', Date.now() + 1000));
    await store.outbox.put(changed('ana'));
    await sweepAt(Date.now() + 2000);
    assert.deepEqual(
      (await rows()).map(({ kind }) => kind),
      ['PasswordChanged'],
    );
    await sweepAt(Date.now() + 4 * 86_400_000);
    assert.deepEqual(await rows(), []);
  });
});
