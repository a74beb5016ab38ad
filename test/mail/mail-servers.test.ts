import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { PostmanParts } from '../../src/mail/postman.ts';
import { mailOffice } from '../../src/store/mail-queue.ts';
import { certificate, privateKey } from '../support/certificate.ts';
import { type startMailServer, startOddServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';
import {
  addUser,
  allDone,
  changed,
  db,
  logLines,
  mailServer,
  organizationId,
  postman,
  rows,
  smtp,
  stack,
  store,
  storeSetting,
  useStore,
} from './delivery.fixture.ts';

useStore();

describe('the mail server', () => {
  it('gets name and password when it asks for them', async () => {
    const seen: string[] = [];
    const server = await mailServer(undefined, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username = '', password = '' }, _session, done) => {
        seen.push(`${username}:${password}`);
        done(null, { user: username });
      },
    });
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port, { credentials: { user: 'mailer', password: 'pass' } }));
    await until(allDone);
    assert.deepEqual(seen, ['mailer:pass']);
    assert.equal(server.mails.length, 1);
  });

  it('never sees a password when encryption was asked for and it has none', async () => {
    const lines: string[] = [];
    const server = await startOddServer('220 plain', (line, socket) => {
      lines.push(line);
      socket.write(line.startsWith('STARTTLS') ? '454 no\r\n' : '250 AUTH PLAIN LOGIN\r\n');
    });
    stack.defer(() => server.stop());
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port, { security: 'starttls', credentials: { user: 'mailer', password: 'pass' } }));
    await until(allDone);
    assert.ok(lines.some((line) => line.startsWith('STARTTLS')));
    assert.ok(!lines.some((line) => line.startsWith('AUTH') || line.startsWith('MAIL')));
  });

  for (const security of ['starttls', 'tls'] as const) {
    it(`gets name, password and message encrypted with ${security}`, async () => {
      const trusted = getCACertificates('default');
      setDefaultCACertificates([...trusted, certificate]);
      stack.defer(() => setDefaultCACertificates(trusted));
      const seen: boolean[] = [];
      const server = await mailServer(undefined, {
        authOptional: false,
        disabledCommands: [],
        secure: security === 'tls',
        key: privateKey,
        cert: certificate,
        onAuth: ({ username = '' }, session, done) => {
          seen.push(session.secure);
          done(null, { user: username });
        },
      });
      await addUser('ana', 'ana@example.com');
      await store.outbox.put(changed('ana'));
      postman(smtp(server.port, { security, credentials: { user: 'mailer', password: 'pass' } }));
      await until(allDone);
      assert.deepEqual(seen, [true]);
      assert.equal(server.mails.length, 1);
    });
  }

  it('that refuses the password gets the message again later', async () => {
    const server = await mailServer(undefined, {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
    });
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port, { credentials: { user: 'mailer', password: 'pass' } }));
    await until(allDone);
    const [row] = await rows();
    assert.equal(row?.attempts, 3);
    assert.match(row?.last_error ?? '', /^EAUTH 535/);
    assert.ok(!JSON.stringify([row, logLines]).includes('pass"'));
  });

  it('that says nothing does not keep the server from stopping', async () => {
    const server = await startOddServer(undefined);
    stack.defer(() => server.stop());
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    const worker = postman(smtp(server.port), {
      pace: { stopMs: 10, timeouts: { stepMs: 600_000, totalMs: 600_000 } },
    });
    await until(() => server.connections() === 1);
    await worker[Symbol.asyncDispose]();
    const [row] = await rows();
    assert.deepEqual([row?.attempts, row?.dead_at, row?.claim], [1, null, null]);
  });

  it('with a certificate that nobody vouches for gets no mail', async () => {
    const server = await mailServer(undefined, { disabledCommands: [], key: privateKey, cert: certificate });
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port, { security: 'starttls' }));
    await until(allDone);
    assert.equal(server.mails.length, 0);
    assert.notEqual((await rows())[0]?.dead_at, null);
  });

  it('of the organization is used with its own values only', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    await storeSetting(organizationId, 'Email.Smtp.Host', '127.0.0.1');
    await storeSetting(organizationId, 'Email.Smtp.Port', String(server.port));
    await storeSetting(organizationId, 'Email.Smtp.EnableSsl', 'false');
    await storeSetting(organizationId, 'Email.Smtp.FromEmail', 'school@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(1, { credentials: { user: 'mailer', password: 'secret of the operator' } }));
    await until(allDone);
    assert.equal(server.mails[0]?.from?.value[0]?.address, 'school@example.com');
  });
});

describe('what a mail server is told', () => {
  /** What was said at the beginning, and in the envelope. */
  async function conversation(options: Parameters<typeof startMailServer>[1], changes: Partial<PostmanParts> = {}) {
    const said: { name: unknown }[] = [];
    const server = await mailServer(undefined, {
      ...options,
      onRcptTo(_address, session, done) {
        said.push({ name: session.hostNameAppearsAs });
        done();
      },
    });
    postman(smtp(server.port), changes);
    await until(allDone);
    return { said, mails: server.mails };
  }

  for (const [changes, expected] of [
    [{}, 'id.example.com'],
    [{ externalUrl: 'https://192.0.2.7:8443' }, '[192.0.2.7]'],
    [{ externalUrl: 'https://[2001:db8::7]' }, '[IPv6:2001:db8::7]'],
    [{ smtpName: 'mail.example.com' }, 'mail.example.com'],
  ] as const) {
    it(`is the name ${expected}`, async () => {
      await addUser('ana', 'ana@example.com');
      await store.outbox.put(changed('ana'));
      // The server of the tests writes in lower case what it was told.
      assert.equal((await conversation({}, changes)).said[0]?.name, expected.toLowerCase());
    });
  }

  it('is a domain in ASCII, and SMTPUTF8 only for a name beyond ASCII', async () => {
    const lines: string[] = [];
    const server = await startOddServer('220 odd', (line, socket) => {
      if (/^(MAIL|RCPT)/.test(line)) lines.push(line);
      if (line.startsWith('EHLO')) socket.write('250-odd\r\n250 SMTPUTF8\r\n');
      else if (line.startsWith('DATA')) socket.write('354 go on\r\n');
      else if (/^(MAIL|RCPT|\.$)/.test(line)) socket.write('250 ok\r\n');
    });
    stack.defer(() => server.stop());
    await addUser('ana', 'ana@jõgeva.example');
    await addUser('ben', 'jõgeva@example.com');
    for (const user of ['ana', 'ben']) await store.outbox.put(changed(user));
    postman(smtp(server.port));
    await until(allDone);
    const from = 'MAIL FROM:<gatehouse@example.com>';
    assert.deepEqual(lines.sort(), [
      from,
      `${from} SMTPUTF8`,
      'RCPT TO:<ana@xn--jgeva-dua.example>',
      'RCPT TO:<jõgeva@example.com>',
    ]);
  });

  it('is nothing but ASCII, headers included, from a sender whose domain has letters beyond it', async () => {
    const lines: string[] = [];
    const server = await startOddServer('220 odd', (line, socket) => {
      lines.push(line);
      if (line.startsWith('DATA')) socket.write('354 go on\r\n');
      else if (/^(EHLO|MAIL|RCPT|\.$)/.test(line)) socket.write('250 ok\r\n');
    });
    stack.defer(() => server.stop());
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman({ ...smtp(server.port), from: { address: 'gatehouse@jõgeva.example', name: 'Jõgeva' } });
    await until(allDone);
    assert.ok(lines.some((line) => line.startsWith('Message-ID: <') && line.endsWith('@xn--jgeva-dua.example>')));
    assert.deepEqual(
      lines.filter((line) => /[^\0-\x7f]/.test(line)),
      [],
    );
  });

  it('is no name beyond ASCII when it does not take such, which is given up at once with the reason', async () => {
    await addUser('ana', 'ana@jõgeva.example');
    await addUser('ben', 'jõgeva@example.com');
    for (const user of ['ana', 'ben']) await store.outbox.put(changed(user));
    const { said, mails } = await conversation({ hideSMTPUTF8: true });
    assert.deepEqual([said.length, mails.length], [1, 1]);
    const [dead, ...others] = await mailOffice(db).list('dead');
    assert.equal(others.length, 0);
    assert.deepEqual([dead?.userId, dead?.attempts], ['ben', 1]);
    assert.match(dead?.lastError ?? '', /^recipient: the mail server does not take .* \(SMTPUTF8\)$/);
  });
});
