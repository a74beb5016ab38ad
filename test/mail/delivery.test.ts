import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Kysely, sql } from 'kysely';
import { byPerson } from '../../src/directory/cause.ts';
import type { Notice } from '../../src/directory/outbox.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import type { Store } from '../../src/directory/store.ts';
import type { PostmanParts } from '../../src/mail/postman.ts';
import { Postman } from '../../src/mail/postman.ts';
import type { SmtpSettings } from '../../src/mail/smtp-settings.ts';
import { everywhere } from '../../src/outgoing/reachable.ts';
import { provisionOrganization, provisionUser } from '../../src/provisioning/provision.ts';
import { sweep } from '../../src/server/sweeper.ts';
import type { Database } from '../../src/store/database.ts';
import { mailOffice, mailQueue } from '../../src/store/mail-queue.ts';
import { mailSettings } from '../../src/store/mail-settings.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';
import { sweeps } from '../../src/store/sweeps.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { certificate, privateKey } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startMailServer, startOddServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';

const provisioning = permitOperator('installation.provision');

const organizationId = 'school';
const sealer = createSealer(Buffer.alloc(32, 5));
const externalUrl = 'https://id.example.com';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let db: Kysely<Database>;
let store: Store;
let stack: AsyncDisposableStack;
let logLines: { fields: Record<string, unknown>; message: string }[];

beforeEach(async () => {
  folder = await temporaryFolder();
  stack = new AsyncDisposableStack();
  db = openStore(join(folder.path, 'gatehouse.db'));
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

async function addOrganization(id: string): Promise<void> {
  await store.transaction((tables) =>
    provisionOrganization(tables, provisioning, { id, name: `The ${id}`, createdAt: 1 }),
  );
}

async function addUser(
  id: string,
  email: string | null,
  organization = organizationId,
  displayName: string = id,
  emailConfirmed = true,
) {
  const user = {
    organizationId: organization,
    id,
    userName: id,
    email,
    emailConfirmed,
    name: null,
    surname: null,
    displayName,
    isActive: true,
    bypassBasicAuthRestriction: false,
    invitationAccepted: true,
    createdAt: 1,
  };
  await store.transaction((tables) =>
    provisionUser(tables, provisioning, { user, passwordHash: null, mustChange: false, groupIds: [] }),
  );
}

const changed = (userId: string, organization = organizationId): Notice => ({
  organizationId: organization,
  kind: 'PasswordChanged',
  userId,
  at: Date.now(),
});

const forgotten = (userId: string, expiresAt = Date.now() + 900_000): Notice => ({
  organizationId,
  kind: 'ForgotPassword',
  userId,
  at: Date.now(),
  link: { path: '/identity/reset?token=s3cret', expiresAt },
});

const smtp = (port: number, changes: Partial<SmtpSettings> = {}): SmtpSettings => ({
  isOperators: true,
  host: '127.0.0.1',
  port,
  security: 'opportunistic',
  credentials: undefined,
  from: { address: 'gatehouse@example.com', name: 'Gatehouse' },
  ...changes,
});

async function mailServer(...args: Parameters<typeof startMailServer>) {
  const server = await startMailServer(...args);
  stack.defer(() => server.stop());
  return server;
}

/** A worker that waits for nothing longer than a test has patience. */
function postman(server: SmtpSettings | undefined, changes: Partial<PostmanParts> = {}): Postman {
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
      timeouts: { stepMs: 500, totalMs: 2000 },
      backoff: { firstMs: 20, longestMs: 50, maxAttempts: 3 },
      ...changes.pace,
    },
  };
  return stack.use(new Postman(parts).start());
}

/** The id of the notice that was put last. */
const latest = async () =>
  (await db.selectFrom('outbox').select('id').orderBy(sql`rowid`, 'desc').executeTakeFirstOrThrow()).id;
const rows = () => db.selectFrom('outbox').selectAll().orderBy('created_at').execute();
const allDone = async () => (await rows()).every((row) => row.delivered_at !== null || row.dead_at !== null);

describe('the delivery of a notice', () => {
  it('reaches the user once, as HTML and as text, in the language of the user', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com', organizationId, 'Ana <b>Ionescu</b>');
    const setting = { organization_id: organizationId, user_id: 'ana', id: 900, key: 'UserLanguage.Language' };
    await db
      .insertInto('settings')
      .values({ ...setting, key_key: 'USERLANGUAGE.LANGUAGE', value: 'de' })
      .execute();
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port));
    await until(allDone);
    const [mail, ...others] = server.mails;
    assert.equal(others.length, 0);
    assert.equal(mail?.subject, 'Ihr Passwort wurde geändert');
    assert.equal(mail?.from?.text, '"Gatehouse" <gatehouse@example.com>');
    assert.deepEqual(server.attempts, ['ana@example.com']);
    assert.match(String(mail?.html), /Ana &lt;b&gt;Ionescu&lt;\/b&gt;/);
    assert.match(mail?.text ?? '', /Guten Tag Ana <b>Ionescu<\/b>,/);
    assert.equal(mail?.headers.get('auto-submitted'), 'auto-generated');
  });

  it('carries a link below the external URL, which is sealed while it waits and gone when it was sent', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(forgotten('ana'));
    assert.ok(!JSON.stringify(await rows()).includes('s3cret'));
    postman(smtp(server.port));
    await until(allDone);
    assert.match(server.mails[0]?.text ?? '', /https:\/\/id\.example\.com\/identity\/reset\?token=s3cret/);
    assert.equal(JSON.parse((await rows())[0]?.payload ?? '').link, undefined);
    assert.ok(!JSON.stringify(logLines).includes('s3cret'));
    assert.ok(!JSON.stringify(logLines).includes('ana@example.com'));
  });

  it('is done at once for a user without an address, or with one that is more than an address', async () => {
    const server = await mailServer();
    await addUser('none', null);
    await addUser('odd', 'a@example.com,b@example.com');
    await store.outbox.put(changed('none'));
    await store.outbox.put(changed('odd'));
    await store.outbox.put(changed('nobody'));
    postman(smtp(server.port));
    await until(allDone);
    assert.ok((await rows()).every(({ delivered_at }) => delivered_at !== null));
    assert.deepEqual(server.attempts, []);
  });

  it('of one that cannot be read or put into words is given up, says why, and keeps nobody waiting', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    const foreign = forgotten('ana');
    const [elsewhere, relative] = ['//evil.example/reset?token=s3cret', 'reset?token=s3cret'];
    for (const path of [elsewhere, relative, 'https://evil.example/', '/\\evil.example/', '/id']) {
      await store.outbox.put({ ...foreign, link: { path, expiresAt: Date.now() + 900_000 } } as Notice);
    }
    const damaged = ['', '{', 'null', '[]', '{"userId":{},"at":1}', '{"userId":"ana"}', '{"userId":"ana","at":9e15}'];
    for (const payload of damaged) {
      await store.outbox.put(changed('ana'));
      await db
        .updateTable('outbox')
        .set({ payload })
        .where('id', '=', await latest())
        .execute();
    }
    await store.outbox.put(changed('ana'));
    await db
      .updateTable('outbox')
      .set({ kind: 'NoSuchKind' })
      .where('id', '=', await latest())
      .execute();
    await store.outbox.put(changed('ana'));
    const office = mailOffice(db);
    assert.equal((await office.list('waiting')).length, 14);
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails.length, 2);
    const dead = await office.list('dead');
    const reasons = Map.groupBy(dead, ({ lastError }) => lastError);
    assert.deepEqual([...reasons].map(([reason, entries]) => [reason, entries.length]).sort(), [
      ['it cannot be put into words', 1],
      ['it is damaged, or sealed with another installation key', 7],
      ['its link leads to another server', 4],
    ]);
    assert.doesNotMatch(JSON.stringify([dead, logLines]), /s3cret|evil/);
  });

  it('does not happen for a transaction that was rolled back', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    const work = store.transaction(async (tables) => {
      await tables.outbox.put(changed('ana'));
      throw new Error('no');
    });
    await assert.rejects(work);
    const source = { kind: 'network', network: '192.0.2.0/24' } as const;
    await store.outbox.put({ ...changed('ana'), kind: 'AccountLockedOut', source });
    postman(smtp(server.port));
    await until(allDone);
    assert.deepEqual(
      server.mails.map(({ subject }) => subject),
      ['Wrong passwords for your account'],
    );
    assert.match(server.mails[0]?.text ?? '', /Nobody in the network 192\.0\.2\.0\/24 can try again for a while/);
  });

  it('writes what a template of the organization says, and blanks what it does not know', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    const value = '<title>For {{userName}}\r\nBcc: x@y.z</title><p>Hi {{displayName}}{{nonsense}}!</p>';
    await store.messageTemplates.put(organizationId, 3, value, 1);
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails[0]?.subject, 'For ana Bcc: x@y.z');
    assert.equal(server.mails[0]?.bcc, undefined);
    assert.equal(server.mails[0]?.text?.trim(), 'Hi ana!');
  });
});

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
    postman(smtp(server.port));
    await until(() => server.mails.length === 1);
    assert.deepEqual(server.attempts, ['ben@example.com']);
  });
});

let nextSetting = 1000;
async function storeSetting(organization: string, key: string, value: string): Promise<void> {
  nextSetting += 1;
  await db
    .insertInto('settings')
    .values({ organization_id: organization, user_id: '', key_key: key.toUpperCase(), id: nextSetting, key, value })
    .execute();
}

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

  it('are found through an index, however many wait', async () => {
    const { rows: plan } = await sql<{ detail: string }>`explain query plan select id from outbox
      where organization_id = 'school' and delivered_at is null and dead_at is null
        and kind = 'ForgotPassword' and available_at <= 1
      order by available_at, id limit 4`.execute(db);
    assert.match(plan.map(({ detail }) => detail).join(), /USING INDEX outbox_links/);
  });
});

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

describe('a message', () => {
  const picture = (bytes: number) => `data:image/png;base64,${Buffer.alloc(bytes, 1).toString('base64')}`;
  const hostile = '<b>"x" & \'y\'</b>\r\nBcc: eve@example.com';

  it('is in the brand of the organization: its name, its colour, and its logo inside the mail', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    await store.settings.put(organizationId, 'Branding.DisplayName', 'Durmstrang Institute');
    await store.settings.put(organizationId, 'Branding.AccentColor', '#7a1f3d');
    await store.settings.put(organizationId, 'Branding.Logo', picture(1000));
    await store.outbox.put(forgotten('ana'));
    postman(smtp(server.port));
    await until(allDone);
    const [mail] = server.mails;
    assert.match(String(mail?.html), /background:#7a1f3d;color:#ffffff/);
    assert.match(String(mail?.html), /<img src="data:image\/png;base64,[^"]+" alt="Durmstrang Institute"/);
    const [logo, ...others] = mail?.attachments ?? [];
    assert.deepEqual(
      [logo?.cid, logo?.contentType, logo?.contentDisposition, logo?.size, logo?.related, others.length],
      ['logo', 'image/png', 'inline', 1000, true, 0],
    );
    assert.match(mail?.text ?? '', /at Durmstrang Institute \(/);
  });

  it('shows the name of the organization where the logo is larger than 64 KiB, or there is none', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    for (const logo of ['', picture(65_537)]) {
      await store.settings.put(organizationId, 'Branding.Logo', logo);
      await store.outbox.put(changed('ana'));
    }
    postman(smtp(server.port));
    await until(allDone);
    for (const mail of server.mails) {
      assert.equal(mail.attachments.length, 0);
      assert.match(String(mail.html), />The school<\/p>/);
    }
  });

  it('carries the logo with a text of the own that shows it, and with no other', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    await store.settings.put(organizationId, 'Branding.Logo', picture(1000));
    await store.messageTemplates.put(organizationId, 3, '<p><img src="cid:logo" alt="{{organization}}"> Hi</p>', 1);
    await store.messageTemplates.put(organizationId, 2, '<p><a href="{{link}}">Go</a></p>', 1);
    await store.outbox.put(changed('ana'));
    await store.outbox.put(forgotten('ana'));
    postman(smtp(server.port));
    await until(allDone);
    const counts = server.mails.map(({ text, attachments }) => [/Hi/.test(text ?? ''), attachments.length]);
    assert.deepEqual(counts.sort(), [
      [false, 0],
      [true, 1],
    ]);
  });

  const browserInfo = 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 <script>';
  const person = byPerson('owner', { clientIp: '192.0.2.7', browserInfo });
  for (const [language, from, by, otherwise] of [
    [
      'en',
      /from the address 192\.0\.2\.7, with Chrome, Windows\./,
      /by .*, of the administration\./,
      /If it was not you/,
    ],
    [
      'de',
      /von der Adresse 192\.0\.2\.7 aus, mit Chrome, Windows\./,
      /hat .* von der Administration/,
      /Sie es nicht waren/,
    ],
    [
      'ro',
      /de la adresa 192\.0\.2\.7, cu Chrome, Windows\./,
      /A făcut-o .*, din administrație/,
      /nu ați fost dumneavoastră/,
    ],
  ] as const) {
    it(`says in ${language} who did it, from where, and what to do, and takes no value for HTML or a header`, async () => {
      const server = await mailServer();
      await addUser('ana', 'ana@example.com', organizationId, hostile);
      await storeSetting(organizationId, 'Branding.DisplayName', hostile);
      await storeSetting(organizationId, 'Email.Smtp.FromDisplayName', hostile);
      const setting = { organization_id: organizationId, user_id: 'ana', id: 900, key: 'UserLanguage.Language' };
      const row = { ...setting, key_key: 'USERLANGUAGE.LANGUAGE', value: language };
      await db.insertInto('settings').values(row).execute();
      await store.outbox.put({ ...changed('ana'), cause: person });
      await store.outbox.put({ ...changed('ana'), cause: { by: 'administrator', name: hostile } });
      await store.outbox.put({ ...forgotten('ana'), cause: { by: 'application', name: hostile } });
      postman(smtp(server.port, { from: { address: 'gatehouse@example.com', name: hostile } }));
      await until(allDone);
      assert.equal(server.mails.length, 3);
      for (const mail of server.mails) {
        assert.doesNotMatch(String(mail.html), /<b>|<script>/);
        assert.match(String(mail.html), new RegExp(`<html lang="${language}">`));
        assert.equal(mail.bcc, undefined);
        assert.doesNotMatch(mail.headerLines.map(({ line }) => line).join('\n'), /^Bcc:/im);
        assert.match(mail.text ?? '', otherwise);
      }
      const texts = server.mails.map(({ text }) => text ?? '');
      assert.equal(texts.filter((text) => from.test(text)).length, 1);
      assert.equal(texts.filter((text) => by.test(text)).length, 1);
    });
  }
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

describe('messages to addresses that nobody has confirmed', () => {
  const unconfirmed = (id: string) => addUser(id, `${id}@example.com`, organizationId, id, false);
  const invitation = (userId: string): Notice => ({
    ...{ organizationId, kind: 'UserInvitation', userId, at: Date.now() },
    link: { path: '/identity/web/invitation?token=s3cret', expiresAt: Date.now() + 7 * 24 * 3_600_000 },
  });

  it('beyond the number of an hour wait for the next, which the audit tells once and no attempt counts', async () => {
    const server = await mailServer();
    const guests = ['a', 'b', 'c', 'd', 'e'];
    for (const guest of guests) {
      await unconfirmed(guest);
      await store.outbox.put(invitation(guest));
    }
    let passed = 0;
    postman(smtp(server.port), { unconfirmedPerHour: 2, now: () => Date.now() + passed });
    const waiting = async () => (await rows()).filter((row) => row.delivered_at === null);
    await until(async () => server.mails.length === 2 && (await waiting()).every((row) => row.claim === null));
    assert.ok((await waiting()).every((row) => row.attempts === 0 && row.available_at > Date.now() + 3_000_000));
    await addUser('known', 'known@example.com');
    await store.outbox.put(invitation('known'));
    await store.outbox.put({ ...forgotten('a', Date.now() + 3 * 3_600_000) });
    await until(() => server.mails.length === 4);
    assert.deepEqual(server.attempts.slice(2).sort(), ['a@example.com', 'known@example.com']);
    const told = () => db.selectFrom('audit_entries').selectAll().where('action', '=', 'DelayMail').execute();
    const [entry, ...others] = await told();
    assert.equal(others.length, 0);
    assert.match(entry?.details ?? '', /"kind":"UserInvitation","perHour":2/);
    passed = 3_600_000;
    await until(() => server.mails.length === 6);
    passed *= 2;
    await until(allDone);
    assert.equal(new Set(server.attempts).size, guests.length + 1);
    assert.equal((await told()).length, 2);
  });

  it('that their server could not take now do not count, and those that it refused do', async () => {
    const server = await mailServer((address, attempt) =>
      address.startsWith('no') ? 550 : attempt === 1 ? 450 : undefined,
    );
    for (const guest of ['no', 'later']) {
      await unconfirmed(guest);
      await store.outbox.put(invitation(guest));
    }
    postman(smtp(server.port), { unconfirmedPerHour: 2 });
    await until(allDone);
    assert.deepEqual(server.attempts.toSorted(), ['later@example.com', 'later@example.com', 'no@example.com']);
    await store.outbox.put(invitation('later'));
    await until(async () => (await rows()).some((row) => row.available_at > Date.now() + 3_000_000));
  });
});

describe('several workers', () => {
  it('send each notice once', async () => {
    const server = await mailServer();
    for (let user = 0; user < 20; user += 1) {
      await addUser(`user-${user}`, `user-${user}@example.com`);
      await store.outbox.put(changed(`user-${user}`));
    }
    const second = openStore(join(folder.path, 'gatehouse.db'));
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

const sweepAt = (at: number) => sweep(sweeps(db, { loginAttemptDays: 90 }), () => at, new AbortController().signal);

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
