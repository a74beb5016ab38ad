import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byPerson } from '../../src/directory/cause.ts';
import type { Notice } from '../../src/directory/outbox.ts';
import { until } from '../support/until.ts';
import {
  addUser,
  allDone,
  changed,
  db,
  forgotten,
  mailServer,
  organizationId,
  postman,
  rows,
  smtp,
  store,
  storeSetting,
  useStore,
} from './delivery.fixture.ts';

useStore();

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

  it('comes from the organization where the mail settings give no name', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    await store.outbox.put(changed('ana'));
    postman(smtp(server.port, { from: { address: 'gatehouse@example.com', name: '' } }));
    await until(allDone);
    assert.equal(server.mails[0]?.from?.text, '"The school" <gatehouse@example.com>');
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
    ['en', /from the address 192\.0\.2\.7, with Chrome, Windows\./, /by .*, an administrator\./, /If it was not you/],
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
    const postponed = async () => (await waiting()).filter((row) => row.available_at > Date.now() + 3_000_000);
    await until(async () => (await waiting()).length === 3 && (await postponed()).length === 3);
    assert.equal(server.mails.length, 2);
    assert.ok((await waiting()).every((row) => row.claim === null && row.attempts === 0));
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
