import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { type MailServer, startMailServer, startOddServer } from '../support/mail-server.ts';
import { world } from '../support/world.ts';

// Trying out how mail is sent before it is stored.

const password = 'smtp-passw0rd';
const seen: string[] = [];
let server: MailServer;
let bearer = '';
const gatehouse = useGatehouse(
  async (running) => {
    bearer = await token(running, 'PM.Setting');
  },
  { 'smtp-private-addresses': '127.0.0.1' },
);
before(async () => {
  server = await startMailServer((address) => (address.startsWith('gone') ? 550 : undefined), {
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => {
      seen.push(`${auth.username}:${auth.password}`);
      if (auth.password === password) done(null, { user: auth.username ?? '' });
      else done(new Error('wrong'));
    },
  });
});
after(() => server.stop());
beforeEach(() => {
  server.mails.length = 0;
  seen.length = 0;
});

const call = apiOf(gatehouse, () => bearer);
const verify = (body: object) => call('POST', '/api/Setting/VerifySmtpSettings', body);
const recipient = 'ana@hogwarts.example';
const members = () => ({
  ...{ host: '127.0.0.1', port: server.port, enableSsl: false, useDefaultCredentials: false },
  ...{ userName: 'owlery', password, fromEmail: 'owlery@hogwarts.example', fromDisplayName: 'The owlery' },
});
const listed = (values: Readonly<Record<string, unknown>>) => ({
  settings: Object.entries(values).map(([name, value]) => ({
    key: `Email.Smtp.${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value: String(value),
  })),
});

describe('mail settings that are tried out', () => {
  for (const name of ['recipient', 'recipientEmail', 'to', 'address']) {
    it(`bring a message to whom ${name} names, and nothing is stored`, async () => {
      const rows = await gatehouse.db.selectFrom('settings').selectAll().execute();
      const { status, json } = await verify({
        [name]: recipient,
        partitionGlobalId: world.organization.id,
        ...members(),
      });
      assert.deepEqual([status, json], [200, { succeeded: true, errors: [] }]);
      assert.deepEqual(
        server.mails.map(({ to }) => [to].flat()[0]?.text),
        [recipient],
      );
      assert.equal(server.mails[0]?.from?.value[0]?.name, 'The owlery');
      assert.deepEqual(seen, [`owlery:${password}`]);
      assert.deepEqual(await gatehouse.db.selectFrom('settings').selectAll().execute(), rows);
    });
  }

  it('may stand in a list, as settings do', async () => {
    const { status, text } = await verify({ recipient, ...listed(members()) });
    assert.equal(status, 200, text);
    assert.equal(server.mails.length, 1);
  });
});

describe('mail settings that do not work', () => {
  const other = useGatehouse(async () => {}, { 'smtp-private-addresses': '127.0.0.1' });
  const asOther = async (body: object) => {
    const holder = await token(other, 'PM.Setting.Write');
    return await apiOf(other, () => holder)('POST', '/api/Setting/VerifySmtpSettings', body);
  };

  it('are answered with what the mail server said', async () => {
    for (const [body, text] of [
      [{ recipient, ...members(), password: 'wrong' }, /EAUTH 535/],
      [{ recipient: 'gone@hogwarts.example', ...members() }, /EENVELOPE 550/],
    ] as const) {
      const { status, json } = await asOther(body);
      assert.deepEqual([status, json.succeeded, json.errors[0].code], [400, false, 'MailNotSent']);
      assert.match(json.errors[0].description, text);
      assert.ok(!JSON.stringify([json, other.logLines]).includes(password));
    }
  });

  it('need a recipient, a sender, and with a user name a password of their own', async () => {
    await apiOf(other, () => bearers)('PUT', '/api/Setting', listed({ ...members(), userName: 'owlery' }));
    for (const [body, text] of [
      [members(), /not an e-mail address/],
      [{ recipient, ...members(), fromEmail: null }, /not set up completely/],
      [{ recipient, ...members(), password: null }, /not set up completely/],
      [{ recipient, ...members(), password: '********' }, /not set up completely/],
      [{ recipient, fromEmail: 'owlery@hogwarts.example' }, /No mail server is configured/],
    ] as const) {
      const { status, json } = await asOther(body);
      assert.equal(status, 400);
      assert.match(json.errors[0].description, text);
    }
    assert.deepEqual([seen, server.mails], [[], []]);
  });

  it('with values that cannot be are refused as they are when they are stored', async () => {
    const { status, json } = await asOther({ recipient, ...members(), port: 70_000 });
    assert.equal(status, 400);
    assert.deepEqual(Object.keys(json.errors), ['Email.Smtp.Port']);
  });

  let bearers = '';
  before(async () => {
    bearers = await token(other, 'PM.Setting PM.AuthSetting');
  });
});

describe('a network', () => {
  const inside = useGatehouse();

  it('is not explored by trying out, and nobody tries more than ten times in ten minutes', async (test) => {
    const odd = await startOddServer('220 inside');
    test.after(() => odd.stop());
    const holder = await token(inside, 'PM.Setting');
    const tryOut = (host: string) =>
      apiOf(inside, () => holder)('POST', '/api/Setting/VerifySmtpSettings', {
        ...{ recipient, ...members(), host, port: odd.port },
      });
    const answers = new Set<string>();
    for (let count = 0; count < 10; count += 1)
      answers.add((await tryOut(['127.0.0.1', 'localhost'][count % 2] ?? '')).text);
    assert.deepEqual([answers.size, odd.connections()], [1, 0]);
    const { status, headers } = await tryOut('127.0.0.1');
    assert.equal(status, 429);
    assert.match(headers.get('retry-after') ?? '', /^\d+$/);
  });
});
