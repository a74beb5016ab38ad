import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byPerson } from '../../src/directory/cause.ts';
import { until } from '../support/until.ts';
import {
  addUser,
  allDone,
  mailServer,
  organizationId,
  postman,
  rows,
  smtp,
  store,
  useStore,
} from './delivery.fixture.ts';

useStore();

const hour = 3_600_000;

describe('a message about second factors', () => {
  it('says which one, how many codes are left, or the code, and what to do', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    const cause = byPerson('owner', { clientIp: '192.0.2.7' });
    const base = { organizationId, userId: 'ana', at: Date.now(), cause };
    await store.outbox.put({ ...base, kind: 'SecondFactorAdded', factor: 'My <b>phone</b>' });
    await store.outbox.put({ ...base, kind: 'SecondFactorRemoved', factor: 'Old phone' });
    await store.outbox.put({ ...base, cause: { by: 'administrator', name: 'Minerva' }, kind: 'SecondFactorsReset' });
    await store.outbox.put({ ...base, kind: 'RecoveryCodesReplaced' });
    await store.outbox.put({ ...base, kind: 'RecoveryCodeUsed', left: 2 });
    await store.outbox.put({ ...base, kind: 'SecondFactorCode', code: '04711815', expiresAt: Date.now() + hour });
    postman(smtp(server.port));
    await until(allDone);
    const texts = server.mails.map(({ text }) => text ?? '');
    for (const said of [
      /“My <b>phone<\/b>” was set up for the account ana .*192\.0\.2\.7/,
      /“Old phone” of the account ana was removed/,
      /all second factors of the account ana were removed .*by Minerva, an administrator/,
      /new recovery codes were made/,
      /Codes that are left: 2\./,
      /the code for the account ana is 04711815\. It is good once/,
    ]) {
      assert.equal(texts.filter((text) => said.test(text)).length, 1, String(said));
    }
    for (const { html } of server.mails) assert.doesNotMatch(String(html), /<b>/);
    assert.equal(texts.filter((text) => text.includes('/identity/web/security')).length, 5);
  });

  it('holds a code that nobody reads in the store, and that is gone when it was sent', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    const notice = {
      organizationId,
      userId: 'ana',
      at: Date.now(),
      kind: 'SecondFactorCode',
      code: '04711815',
    } as const;
    await store.outbox.put({ ...notice, expiresAt: Date.now() + hour });
    assert.doesNotMatch(JSON.stringify(await rows()), /04711815/);
    postman(smtp(server.port));
    await until(allDone);
    assert.equal(server.mails.length, 1);
    assert.deepEqual(Object.keys(JSON.parse((await rows())[0]?.payload ?? '{}')), ['userId', 'at']);
  });

  it('is not sent when the time of the code is over', async () => {
    const server = await mailServer();
    await addUser('ana', 'ana@example.com');
    const base = { organizationId, userId: 'ana', at: Date.now() };
    await store.outbox.put({ ...base, kind: 'SecondFactorCode', code: '04711815', expiresAt: Date.now() - 1 });
    await store.outbox.put({ ...base, kind: 'RecoveryCodesReplaced' });
    postman(smtp(server.port));
    await until(async () => (await rows()).some((row) => row.delivered_at !== null));
    assert.deepEqual(
      server.mails.map(({ subject }) => subject),
      ['You have new recovery codes'],
    );
  });
});
