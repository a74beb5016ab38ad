import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { createApplication } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';
import { useWatchedGatehouse } from '../support/watched.ts';
import { world } from '../support/world.ts';

// A letter with thousands of accents: Unicode has them put in order before two texts are compared, each by a walk past those in
// front of it. A second is gone with twenty thousand of them, whoever sent them.

/** For so long, in milliseconds, a request may hold the event loop. */
const longest = 25;

/** Where others use the machine, or the collector came by, a time is longer and never shorter: the least is the truth. */
const mostTimes = 8;

/** So many accents, those first that belong last. */
const accents = (length: number): string => `a${'\u0344'.repeat(length / 2)}${'\u0f81'.repeat(length / 2)}`;

const password = 'al0h0m0ra-account';
const login = '/identity/web/login';
const forgotten = '/identity/web/forgot-password';
const cookies: Record<string, string> = {};
const formTokens: Record<string, string> = {};
let house: string;
let person: Account;
let bearer: string;

const gatehouse = useWatchedGatehouse(async (running) => {
  const scopes = [{ name: 'PM.User', type: 'user' }] as const;
  const of = { db: running.db, store: running.store } as Parameters<typeof createApplication>[0];
  house = (await createApplication(of, { isFirstParty: true, isConfidential: false, scopes })).id;
  person = await createAccount(running, password);
  bearer = await userToken(running, person, ['IdentityServerApi']);
  for (const path of [login, forgotten]) {
    const visitor = createVisitor(() => running.url);
    formTokens[path] = tokenOf((await visitor.get(path)).html);
    cookies[path] = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
  }
});

interface Sent {
  readonly path: string;
  readonly type: 'json' | 'x-www-form-urlencoded';
  readonly body: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function statusOf({ path, type, body, method = 'POST', headers }: Sent): Promise<number> {
  const response = await fetch(`${gatehouse.url}${path}`, {
    ...{ method, body, redirect: 'manual' },
    headers: { 'content-type': `application/${type}`, origin: gatehouse.url, ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}

const json = (path: string, body: object, method = 'POST'): Sent => ({
  ...{ path, method, type: 'json', body: JSON.stringify(body) },
});

const asPerson = (path: string, body: object, method = 'POST'): Sent => ({
  ...json(path, body, method),
  headers: { authorization: `Bearer ${bearer}` },
});

/** Texts stand in it as they are, so that as many of them as possible find room. */
const form = (path: string, fields: Readonly<Record<string, string>>): Sent => ({
  ...{ path, type: 'x-www-form-urlencoded' },
  headers: { cookie: cookies[path] ?? '' },
  body: Object.entries({ formToken: encodeURIComponent(formTokens[path] ?? ''), ...fields })
    .map((field) => field.join('='))
    .join('&'),
});

/** As a name, so many as find room; as a password, so many as one may have. */
const [name, longPassword] = [accents(12_000), accents(4094)];
const keys = Array.from({ length: 100 }, (_, n) => `${n}${accents(250)}`);

const requests: Readonly<Record<string, () => Sent>> = {
  'as the organization of a sign-in': () =>
    form(login, { organization: accents(40_000), userName: 'x', password: 'x' }),
  'as the name at a sign-in': () => form(login, { userName: accents(40_000), password: 'x' }),
  'as the password of a sign-in': () => form(login, { userName: 'x', password: longPassword }),
  'as the organization of a forgotten password': () => form(forgotten, { organization: name, userName: 'x' }),
  'as the tenancy of the legacy login': () =>
    json('/api/Account/Authenticate', { TenancyName: name, UsernameOrEmailAddress: 'x', Password: 'x' }),
  'as the password of the legacy login': () =>
    json('/api/Account/Authenticate', { TenancyName: '', UsernameOrEmailAddress: 'x', Password: longPassword }),
  'as a password that is granted a token': () =>
    form('/identity/connect/token', {
      ...{ grant_type: 'password', client_id: house, scope: 'PM.User', username: 'x', password: longPassword },
    }),
  'as a new password': () =>
    asPerson(`/identity/api/User/${person.id}/changepassword`, { oldPassword: password, newPassword: longPassword }),
  'as a password to check': () =>
    asPerson(`/identity/api/User/${person.id}/checkpassword`, { oldPassword: password, newPassword: longPassword }),
  'as keys of settings': () =>
    asPerson(
      '/identity/api/Setting',
      {
        ...{ partitionGlobalId: world.organization.id, userId: person.id },
        settings: keys.map((key) => ({ key, value: 'x' })),
      },
      'PUT',
    ),
  'as keys of settings that go': () =>
    asPerson('/identity/api/Setting', { partitionGlobalId: world.organization.id, userId: person.id, keys }, 'DELETE'),
  'as a name that is looked for': () =>
    asPerson(`/identity/api/Directory/ResolveByName/${world.organization.id}`, {
      entityName: accents(40_000),
      entityType: 'User',
    }),
};

describe('a letter with thousands of accents', () => {
  for (const [what, request] of Object.entries(requests)) {
    it(`does not hold the event loop ${what}`, async () => {
      let least = Number.POSITIVE_INFINITY;
      let status = 0;
      for (let times = 0; times < mostTimes && least >= longest; times += 1) {
        const hold = await gatehouse.longestHold(async () => {
          status = await statusOf(request());
        });
        least = Math.min(least, hold);
      }
      assert.ok(least < longest && status < 500 && status !== 413, `${status} ${least}`);
    });
  }
});
