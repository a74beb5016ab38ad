import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { type MailServer, startMailServer, startOddServer } from '../support/mail-server.ts';
import { createApplication } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { firstPartyToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// What somebody who may change settings would try, to get the password of the mail server or a map of its network.

const password = 'smtp-passw0rd';

/** A mail server that notes who signs in to it, and with what. */
async function recorder(): Promise<MailServer & { readonly seen: string[] }> {
  const seen: string[] = [];
  const server = await startMailServer(undefined, {
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => {
      seen.push(`${auth.username}:${auth.password}`);
      done(null, { user: auth.username ?? '' });
    },
  });
  return { ...server, seen };
}

type Recorder = Awaited<ReturnType<typeof recorder>>;
const settings = (values: Readonly<Record<string, string | null>>) => ({
  settings: Object.entries(values).map(([key, value]) => ({ key: `Email.Smtp.${key}`, value })),
});
const anonymous = { UseDefaultCredentials: 'true' };
const reaching = ({ port }: { readonly port: number }) => ({
  ...{ Host: '127.0.0.1', Port: String(port), EnableSsl: 'false', UserName: 'mailer' },
  FromEmail: 'school@example.com',
});

describe('the password of the mail server', () => {
  let ours: Recorder;
  let theirs: Recorder;
  const gatehouse = useGatehouse(async () => {}, { 'smtp-private-addresses': '127.0.0.0/8,::1' });
  before(async () => {
    [ours, theirs] = await Promise.all([recorder(), recorder()]);
  });
  after(async () => {
    await Promise.all([ours.stop(), theirs.stop()]);
  });
  beforeEach(async () => {
    await gatehouse.db.deleteFrom('settings').where('key', 'like', 'Email.%').execute();
    for (const { seen } of [ours, theirs]) seen.length = 0;
  });

  const put = async (body: object, scope = 'PM.Setting PM.AuthSetting') =>
    await apiOf(gatehouse, () => bearers.get(scope) ?? '')('PUT', '/api/Setting', body);
  const tryOut = async () =>
    await apiOf(gatehouse, () => bearers.get('PM.Setting PM.AuthSetting') ?? '')('POST', '/api/Setting/TestEmail', {
      address: 'ana@example.com',
    });
  const bearers = new Map<string, string>();
  before(async () => {
    for (const scope of ['PM.Setting PM.AuthSetting', 'PM.Setting', 'PM.Setting.Write']) {
      bearers.set(scope, await token(gatehouse, scope));
    }
  });
  const stored = async () => {
    const rows = gatehouse.db.selectFrom('settings').select('value').where('key_key', '=', 'EMAIL.SMTP.PASSWORD');
    return (await rows.executeTakeFirstOrThrow()).value;
  };

  it('is not sent where an application points that may only change settings: it may not change these', async () => {
    assert.equal((await put(settings({ ...reaching(ours), Password: password }))).status, 200);
    for (const scope of ['PM.Setting', 'PM.Setting.Write']) {
      for (const key of ['Email.Smtp.Port', 'EMAIL.SMTP.PORT', ' email.smtp.Port ', 'Email.\u017fmtp.Port']) {
        const answer = await put({ settings: [{ key, value: String(theirs.port) }] }, scope);
        assert.equal(answer.status, 403, key);
        assert.match(answer.json.errorMessage, /Expect to have 'PM\.AuthSetting'/);
      }
      for (const key of ['Auth.UserLockOut.IsEnabled', 'auth.unheard.of', 'Email.Anything']) {
        assert.equal((await put({ settings: [{ key, value: 'false' }] }, scope)).status, 403, key);
      }
      // A letter that only looks alike makes another setting, which says nothing.
      const alike = await put({ settings: [{ key: 'ema\u0131l.smtp.port', value: String(theirs.port) }] }, scope);
      assert.equal(alike.status, 200);
      const besides = { settings: [{ key: 'Innocent', value: 'x' }, ...settings({ Port: '1' }).settings] };
      assert.equal((await put(besides, scope)).status, 403);
    }
    assert.equal((await tryOut()).json.succeeded, true);
    assert.deepEqual([ours.seen, theirs.seen], [[`mailer:${password}`], []]);
  });

  it('is forgotten when the server changes and none is sent along', async () => {
    const names = ['email.SMTP.port', 'Email.Smtp.Port', ' EMAIL.smtp.Port'];
    for (const key of names) {
      await put(settings({ ...reaching(ours), Password: password }));
      const answer = await put({ settings: [{ key, value: String(theirs.port) }] });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.json.length, 1);
      assert.equal(await stored(), null, key);
    }
    const { json } = await tryOut();
    assert.match(json.errors[0].description, /needs .* a password when it has a user name/);
    assert.deepEqual([ours.seen, theirs.seen, theirs.attempts], [[], [], []]);
  });

  for (const [what, change] of Object.entries({
    'the host': { Host: 'localhost' },
    'the port': { Port: '2525' },
    'the name': { UserName: 'other' },
    'the encryption': { EnableSsl: 'true' },
    'the host, for a moment': { Host: null },
  })) {
    it(`is forgotten when ${what} changes, also when its mask is sent along`, async () => {
      for (const sent of [{}, { Password: '********' }]) {
        await put(settings({ ...reaching(ours), Password: password }));
        const { json } = await put(settings({ ...change, ...sent }));
        assert.equal(await stored(), null);
        if ('Password' in sent) assert.equal(json[1].value, null, 'and the answer says so');
        await put(settings({ ...reaching(ours), Password: '********' }));
        assert.equal(await stored(), null, 'the mask is no password');
      }
    });
  }

  it('stays when nothing changes, and a new one that is sent along counts', async () => {
    await put(settings({ ...reaching(ours), Password: password }));
    await put(settings({ ...reaching(ours), Password: '********' }));
    await put(settings({ FromDisplayName: 'School' }));
    assert.equal((await tryOut()).json.succeeded, true);
    await put(settings({ Password: 'another', ...reaching(theirs) }));
    assert.equal((await tryOut()).json.succeeded, true);
    assert.deepEqual([ours.seen, theirs.seen], [[`mailer:${password}`], ['mailer:another']]);
  });

  it('of the host is never sent to a server that an organization names', async () => {
    const application = { organizationId: hostId, scopes: [{ name: 'PM.Setting', type: 'both' as const }] };
    application.scopes.push({ name: 'PM.AuthSetting', type: 'both' });
    const { id, secret } = await createApplication(gatehouse, application);
    const host = await token(gatehouse, 'PM.Setting PM.AuthSetting', { id, secret: secret ?? '' });
    const target = { partitionGlobalId: hostId, ...settings({ ...reaching(ours), Password: password }) };
    assert.equal((await apiOf(gatehouse, () => host)('PUT', '/api/Setting', target)).status, 200);
    assert.equal((await tryOut()).json.succeeded, true);
    await put(settings(reaching(theirs)));
    await tryOut();
    assert.equal(ours.seen.length, 1);
    assert.deepEqual(theirs.seen, []);
  });

  it('is changed by an administrator in person, and by nobody else without the scope', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const person = await createAccount(gatehouse, null);
    const change = settings({ Host: 'mail.example' });
    const as = async (account: typeof person) => {
      const bearer = await firstPartyToken(gatehouse, account);
      return (await apiOf(gatehouse, () => bearer)('PUT', '/api/Setting', change)).status;
    };
    assert.deepEqual([await as(administrator), await as(person)], [200, 403]);
  });
});

describe('a mail server', () => {
  const gatehouse = useGatehouse();
  const description = 'The mail server was not reached, or does not answer in the way that is set up.';
  const refusal = { succeeded: false, errors: [{ code: 'MailNotSent', description }] };

  async function tryOut(
    host: string,
    port: number,
    application: typeof world.application | typeof world.otherApplication = world.application,
  ) {
    const bearer = await token(gatehouse, 'PM.Setting PM.AuthSetting', application);
    const call = apiOf(gatehouse, () => bearer);
    const stored = await call('PUT', '/api/Setting', settings({ ...reaching({ port }), ...anonymous, Host: host }));
    assert.equal(stored.status, 200, stored.text);
    return (await call('POST', '/api/Setting/TestEmail', { address: 'ana@example.com' })).json;
  }

  it('at an address of this machine or its networks is not connected to, however the address is written', async (test) => {
    const server = await startOddServer('220 inside');
    test.after(() => server.stop());
    const inside = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0.0.0.0',
      '::1',
      '::ffff:127.0.0.1',
    ];
    for (const host of inside) assert.deepEqual(await tryOut(host, server.port), refusal, host);
    for (const host of ['::ffff:7f00:1', '::']) {
      assert.deepEqual(await tryOut(host, server.port, world.otherApplication), refusal, host);
    }
    assert.equal(server.connections(), 0);
    const reasons = gatehouse.logLines.filter(({ message }) => message === 'test message not sent');
    assert.equal(reasons.length, inside.length + 2);
    assert.match(String(reasons[0]?.reason), /127\.0\.0\.1 is not public, and smtp-private-addresses/);
  });

  it('is not told of by the mail that waits for it either: whoever named a host would learn its address inside', async () => {
    const bearer = await token(gatehouse, 'PM.Setting PM.AuthSetting');
    const call = apiOf(gatehouse, () => bearer);
    const named = settings({ ...reaching({ port: 25 }), ...anonymous, Host: 'localhost' });
    assert.equal((await call('PUT', '/api/Setting', named)).status, 200);
    const { organization, harry } = world;
    const notice = { organizationId: organization.id, userId: harry.id, at: Date.now() };
    await gatehouse.store.outbox.put({ ...notice, kind: 'SecondFactorAdded', factor: 'Wand' });
    const reasons = () => gatehouse.logLines.filter(({ message }) => message === 'mail will be tried again');
    await until(() => reasons().length > 0);
    assert.match(String(reasons()[0]?.reason), /127\.0\.0\.1|::1/, 'the log says it');
    const list = `/api/Mail/${organization.id}/undelivered?state=waiting`;
    await until(async () => (await call('GET', list)).json.results[0]?.lastError !== null);
    assert.deepEqual(
      (await call('GET', list)).json.results.map(({ lastError }: { lastError: string }) => lastError),
      [description],
    );
  });
});

describe('what the test message tells', () => {
  const gatehouse = useGatehouse(async () => {}, { 'smtp-private-addresses': '127.0.0.1' });

  it('is the same whether a port is closed, private or speaks something else', async (test) => {
    const bearer = await token(gatehouse, 'PM.Setting PM.AuthSetting');
    const call = apiOf(gatehouse, () => bearer);
    const answers = new Set<string>();
    const mute = await startMailServer();
    await mute.stop();
    const others = await Promise.all([
      startOddServer('SSH-2.0-OpenSSH_9.6'),
      startOddServer('HTTP/1.1 400 Bad Request'),
      startOddServer('220 ftp', (_line, socket) => socket.write('500 what?\r\n')),
      startOddServer('220 hello', (_line, socket) => socket.destroy()),
    ]);
    for (const server of others) test.after(() => server.stop());
    for (const { port } of [mute, ...others]) {
      await call('PUT', '/api/Setting', settings({ ...reaching({ port }), ...anonymous }));
      answers.add((await call('POST', '/api/Setting/TestEmail', { address: 'ana@example.com' })).text);
    }
    for (const host of ['10.0.0.1', '169.254.169.254', 'nowhere.invalid']) {
      await call('PUT', '/api/Setting', settings({ Host: host }));
      answers.add((await call('POST', '/api/Setting/TestEmail', { address: 'ana@example.com' })).text);
    }
    assert.equal(answers.size, 1, [...answers].join('\n'));
  });
});
