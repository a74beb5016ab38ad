import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { activities } from '../../src/telemetry.ts';
import { createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// Which network a request comes from says the proxy in front of the server.

const password = 'al0h0m0ra-account';
let house: { readonly id: string };
const gatehouse = useGatehouse(
  async (running) => {
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    house = await createApplication(running, { isFirstParty: true, isConfidential: false, scopes });
  },
  {
    ...{ 'trusted-proxies': '127.0.0.1', 'network-sign-ins': '3', 'network-secrets': '3' },
    ...{ 'network-authorizations': '30', 'network-requests': '20' },
  },
);

let networks = 0;
/** An address of a network that nobody has used. */
const newNetwork = (): string => `203.0.${networks++}.1`;

const from = (ip: string, headers: Record<string, string> = {}) => ({ ...headers, 'x-forwarded-for': ip });
const post = (ip: string, path: string, body: string | URLSearchParams, headers: Record<string, string> = {}) =>
  send(`${gatehouse.url}${path}`, { method: 'POST', headers: from(ip, headers), body });
const json = { 'content-type': 'application/json' };

interface Person {
  readonly name: string;
  readonly secret: string;
}

/** Tries a name and a password from somewhere. */
type Door = (ip: string, person: Person) => Promise<{ readonly status: number; readonly headers: Headers }>;

const legacyLogin: Door = (ip, { name, secret }) => {
  const body = JSON.stringify({ TenancyName: 'Hogwarts', UsernameOrEmailAddress: name, Password: secret });
  return post(ip, '/api/Account/Authenticate', body, json);
};

const passwordGrant: Door = (ip, { name: username, secret }) => {
  const form = { grant_type: 'password', client_id: house.id, scope: 'PM.User', username, password: secret };
  return post(ip, '/identity/connect/token', new URLSearchParams(form));
};

const page: Door = async (ip, { name: userName, secret }) => {
  const visitor = createVisitor(() => gatehouse.url);
  const path = '/Hogwarts/identity/web/login';
  const formToken = tokenOf((await visitor.get(path, from(newNetwork()))).html);
  return await visitor.post(path, { formToken, userName, password: secret }, from(ip));
};

const forgotten = (ip: string): Promise<Answer> =>
  post(ip, '/identity/api/Account/ForgotPassword', JSON.stringify({ usernameOrEmailAddress: 'harry' }), json);

/** Three in ten minutes: the next one after a third of them, less what the test took. */
const aboutTwoHundred = /^(1[5-9]\d|200)$/;

const wrong = { name: 'nobody', secret: 'wrong' };

const refusedWithin = async (tries: number, attempt: () => Promise<{ readonly status: number }>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let count = 0; count < tries; count += 1) statuses.push((await attempt()).status);
  return statuses;
};

describe('a network that tries names and passwords', () => {
  const doors = [
    ['the sign-in page', page, 400],
    ['the legacy login', legacyLogin, 401],
    ['the password grant', passwordGrant, 400],
  ] as const;

  for (const [what, door, refusal] of doors) {
    it(`is told at ${what} to come later, and nobody else is`, async () => {
      const ip = newNetwork();
      assert.deepEqual(await refusedWithin(4, () => door(ip, wrong)), [refusal, refusal, refusal, 429]);
      const answer = await door(ip, wrong);
      assert.match(answer.headers.get('retry-after') ?? '', aboutTwoHundred);
      assert.equal((await door(newNetwork(), wrong)).status, refusal);
    });

    it(`may use ${what} as often as it likes with right passwords`, async () => {
      const ip = newNetwork();
      const { id } = await createAccount(gatehouse, password);
      const statuses = await refusedWithin(6, () => door(ip, { name: `user-${id}`, secret: password }));
      assert.ok(
        statuses.every((status) => status === 200 || status === 303),
        statuses.join(),
      );
    });
  }

  it('has one budget for all doors and for forgotten passwords', async () => {
    const ip = newNetwork();
    const statuses = [await legacyLogin(ip, wrong), await passwordGrant(ip, wrong), await forgotten(ip)];
    assert.deepEqual(
      statuses.map(({ status }) => status),
      [401, 400, 200],
    );
    for (const door of [legacyLogin, passwordGrant, page]) assert.equal((await door(ip, wrong)).status, 429);
    assert.equal((await forgotten(ip)).status, 429);
  });

  it('does not keep out those who have signed in with their browsers before', async () => {
    const ip = newNetwork();
    const { id } = await createAccount(gatehouse, password);
    const visitor = createVisitor(() => gatehouse.url, from(ip));
    const signIn = (secret: string) =>
      visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${id}`, password: secret });
    assert.equal((await signIn(password)).status, 303);
    visitor.cookies.delete('gatehouse.session');
    assert.deepEqual(await refusedWithin(4, () => legacyLogin(ip, wrong)), [401, 401, 401, 429]);
    assert.equal((await signIn(password)).status, 303);
    visitor.cookies.delete('gatehouse.session');
    assert.deepEqual(await refusedWithin(4, () => signIn('wrong')), [400, 400, 400, 429]);
  });

  it('is refused before anything is hashed or written', async () => {
    const ip = newNetwork();
    await refusedWithin(3, () => legacyLogin(ip, wrong));
    const written = () => gatehouse.db.selectFrom('login_attempts').select('id').execute();
    const [rows, { ended, gate }] = [await written(), gatehouse.statistics().hashing];
    const answers = await Promise.all([1, 2, 3, 4].map(() => legacyLogin(ip, wrong)));
    assert.ok(answers.every(({ status }) => status === 429));
    assert.equal((await written()).length, rows.length);
    const after = gatehouse.statistics();
    assert.deepEqual([after.hashing.ended, after.hashing.gate.ended], [ended, gate.ended]);
  });

  it('is counted in the metrics by the error that the program gets', async () => {
    const ip = newNetwork();
    await refusedWithin(3, () => legacyLogin(ip, wrong));
    const errors: unknown[] = [];
    const end = activities.request.onEnd(({ oauthError }) => errors.push(oauthError));
    assert.equal((await passwordGrant(ip, wrong)).status, 429);
    await until(() => errors.length > 0);
    end();
    assert.deepEqual(errors, ['temporarily_unavailable']);
  });

  it('gets an answer that people and programs can read', async () => {
    const ip = newNetwork();
    await refusedWithin(3, () => legacyLogin(ip, wrong));
    const [byProgram, byToken] = [await legacyLogin(ip, wrong), await passwordGrant(ip, wrong)] as Answer[];
    assert.equal(byProgram?.json.title, 'Too Many Requests');
    assert.deepEqual(byToken?.json, {
      ...{ error: 'temporarily_unavailable', error_description: 'This was asked for too often. Try again later.' },
    });
    const visitor = createVisitor(() => gatehouse.url);
    const path = '/Hogwarts/identity/web/login';
    const formToken = tokenOf((await visitor.get(path, from(newNetwork()))).html);
    const shown = await visitor.post(
      path,
      { formToken, userName: 'a', password: 'b' },
      from(ip, { 'accept-language': 'de' }),
    );
    assert.equal(shown.status, 429);
    assert.match(shown.html, /Versuchen Sie es in \d+ s noch einmal/);
    assert.match(shown.html, /<link rel="stylesheet" href="\/Hogwarts\/identity\/web\/assets\/style-/);
    assert.match(shown.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  });
});

describe('a network that tries client secrets', () => {
  const { id, secret } = world.application;
  const ask = (
    ip: string,
    client_secret: string,
    grant: Record<string, string> = { grant_type: 'client_credentials' },
  ) => post(ip, '/identity/connect/token', new URLSearchParams({ ...grant, client_id: id, client_secret }));

  it('is told to come later, but for the right one', async () => {
    const ip = newNetwork();
    assert.deepEqual(await refusedWithin(4, () => ask(ip, 'wrong')), [400, 400, 400, 429]);
    assert.match((await ask(ip, 'wrong')).headers.get('retry-after') ?? '', aboutTwoHundred);
    assert.equal((await ask(ip, secret)).status, 200);
  });

  it('is told so for every grant and wherever clients say who they are', async () => {
    const ip = newNetwork();
    const code = { grant_type: 'authorization_code', code: 'c', redirect_uri: 'https://app.example/cb' };
    assert.equal((await ask(ip, 'wrong', code)).status, 400);
    assert.equal((await ask(ip, 'wrong', { grant_type: 'refresh_token', refresh_token: 'r' })).status, 400);
    const form = new URLSearchParams({ client_id: id, client_secret: 'wrong', token: 't' });
    assert.equal((await post(ip, '/identity/connect/introspect', form)).status, 400);
    for (const path of ['introspect', 'revocation', 'par', 'deviceauthorization']) {
      assert.equal((await post(ip, `/identity/connect/${path}`, form)).status, 429, path);
    }
    assert.equal((await ask(ip, 'wrong', code)).status, 429);
  });
});

describe('a network that asks for what has to be remembered', () => {
  const authorize = (ip: string) =>
    send(`${gatehouse.url}/identity/connect/authorize?client_id=nobody&response_type=code`, { headers: from(ip) });

  it('may come again when it was told to', async () => {
    const ip = newNetwork();
    await refusedWithin(30, () => authorize(ip));
    let answer = await authorize(ip);
    while (answer.status !== 429) answer = await authorize(ip); // However long that took.
    assert.match(answer.text, /<h1>/);
    await pause(Number(answer.headers.get('retry-after')) * 1_000);
    assert.equal((await authorize(ip)).status, 302);
  });

  it('asks for codes of devices from the same budget', async () => {
    const ip = newNetwork();
    const device = () =>
      post(ip, '/identity/connect/deviceauthorization', new URLSearchParams({ client_id: house.id, scope: 'PM.User' }));
    const statuses = await refusedWithin(31, device);
    assert.equal(statuses[0], 200);
    let last = statuses.at(-1);
    while (last !== 429) last = (await device()).status;
  });
});

describe('a network that asks for what needs no token', () => {
  it('is told to come later, and its tokens are still good', async () => {
    const ip = newNetwork();
    const bearer = await token(gatehouse, 'PM.User');
    const look = () => send(`${gatehouse.url}/identity/web/login`, { headers: from(ip) });
    while ((await look()).status !== 429);
    const path = `${gatehouse.url}/identity/api/User/har-3107`;
    assert.equal((await send(path, { headers: from(ip, { authorization: `Bearer ${bearer}` }) })).status, 200);
    assert.equal((await send(path, { headers: from(ip) })).status, 401);
    assert.equal((await send(`${gatehouse.url}/health/ready`, { headers: from(ip) })).status, 200);
    assert.equal((await send(`${gatehouse.url}/identity/web/login`, { headers: from(newNetwork()) })).status, 200);
  });

  it('has few of its refusals in the log, and the number of the others', async () => {
    const ip = newNetwork();
    const lines = () => gatehouse.logLines.filter((line) => line.ip === ip);
    for (let count = 0; count < 100; count += 1) await send(`${gatehouse.url}/nowhere`, { headers: from(ip) });
    assert.ok(lines().length < 80, `${lines().length} lines`);
  });
});

describe('a proxy that nobody has named', () => {
  const unnamed = useGatehouse(async () => {}, { 'network-sign-ins': '1' });

  it('is one network for everybody behind it, of which the log warns once', async () => {
    const login = (ip: string) =>
      send(`${unnamed.url}/api/Account/Authenticate`, { method: 'POST', headers: from(ip, json), body: '{}' });
    const statuses = await refusedWithin(3, () => login(newNetwork()));
    assert.deepEqual(statuses, [401, 429, 429]);
    const warnings = unnamed.logLines.filter(({ message }) => /proxy that is not trusted/.test(String(message)));
    assert.deepEqual(
      warnings.map(({ level, ip }) => [level, ip]),
      [['warn', '127.0.0.1']],
    );
  });
});
