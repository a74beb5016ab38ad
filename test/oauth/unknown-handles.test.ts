import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { cookieScopeOf } from '../../src/cookie.ts';
import { newHandle } from '../../src/directory/handle.ts';
import { newId } from '../../src/directory/identifier.ts';
import { newPersonalAccessToken } from '../../src/directory/personal-access-token.ts';
import { unboundTables } from '../../src/store/bound-statements.fixture.ts';
import { cookieNames } from '../../src/token/browser/cookies.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, createApplication, postForm } from '../support/oauth.ts';
import { isException, statementsOf } from '../support/statements.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What a stranger makes up leads nowhere, and costs one look-up: no statement asks every organization for it.

let client: { readonly id: string; readonly secret: string | null };
const gatehouse = useGatehouse(async (running) => {
  client = await createApplication(running, { isConfidential: false, redirectUris: ['https://app.example/callback'] });
});

const token = (fields: Record<string, string>) => async () =>
  (await postForm(gatehouse, '/identity/connect/token', { ...asClient(client), ...fields })).status;

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Of one that names no organization, the signpost of old ones is asked. */
const grants = /"grants"|"old_handles"/;

const nameless = () => randomBytes(32).toString('base64url');

const get = (path: string, headers: Record<string, string>) => async () =>
  (await createVisitor(() => gatehouse.url).get(path, headers)).status;

const signIn = (userName: string) => async () =>
  (
    await createVisitor(() => gatehouse.url).submit('/identity/web/login', {
      userName,
      password: 'a-password-of-nobody',
    })
  ).status;

const redirectUri = 'https://app.example/callback';
const byCode = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: 'v'.repeat(43) };

/** What is presented, what a server answers, and which table it has asked. */
const cases: readonly (readonly [what: string, ask: () => () => Promise<number>, status: number, asked: RegExp])[] = [
  [
    'client id',
    () => token({ grant_type: 'refresh_token', refresh_token: 'x', client_id: newId() }),
    400,
    /"subjects"/,
  ],
  ...[() => newHandle(world.organization.id), () => newHandle(newId()), nameless].flatMap((handle) => [
    ['refresh token', () => token({ grant_type: 'refresh_token', refresh_token: handle() }), 400, grants] as const,
    ['code', () => token({ ...byCode, code: handle() }), 400, grants] as const,
    ['code of a device', () => token({ grant_type: deviceGrant, device_code: handle() }), 400, grants] as const,
    [
      'session',
      () =>
        get('/identity/web/sessions', { cookie: `${cookieNames(cookieScopeOf(gatehouse.url)).session}=${handle()}` }),
      303,
      grants,
    ] as const,
  ]),
  ...[newPersonalAccessToken(newId()), `rt_${nameless()}`].map(
    (value) =>
      [
        ...([
          'personal access token',
          () => get('/identity/api/Group/x', { authorization: `Bearer ${value}` }),
        ] as const),
        ...([401, /"personal_access_tokens"|"old_handles"/] as const),
      ] as const,
  ),
  ['address', () => signIn('nobody@nowhere.example'), 400, /"addresses"/],
];

describe('what nobody was given', () => {
  for (const [what, ask, status, asked] of cases) {
    it(`is looked for in one place: a ${what}`, async () => {
      const { result, statements } = await statementsOf(ask());
      assert.equal(result, status);
      assert.ok(
        statements.some((sql) => asked.test(sql)),
        statements.join('\n'),
      );
      // Of those that are excepted, none is asked for a stranger.
      const everywhere = statements.filter((sql) => unboundTables(sql).length > 0 && !isException(sql));
      assert.deepEqual(everywhere, []);
    });
  }
});
