import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from '../../src/directory/outbox.ts';
import { mailOffice } from '../../src/store/mail-queue.ts';
import { until } from '../support/until.ts';
import {
  addUser,
  allDone,
  changed,
  db,
  forgotten,
  logLines,
  mailServer,
  organizationId,
  postman,
  put,
  rows,
  smtp,
  store,
  useStore,
} from './delivery.fixture.ts';

useStore();

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
      const id = await put(changed('ana'));
      await db.updateTable('outbox').set({ payload }).where('id', '=', id).execute();
    }
    const id = await put(changed('ana'));
    await db.updateTable('outbox').set({ kind: 'NoSuchKind' }).where('id', '=', id).execute();
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
