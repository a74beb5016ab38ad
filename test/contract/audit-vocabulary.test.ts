import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { certificate } from '../support/certificate.ts';
import { send, token } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { world } from '../support/world.ts';
import { useAudit } from './audit-entries.fixture.ts';

// What the audit calls each event. The steps of the table are taken one after the other, in its order.

const p = world.organization.id;
const base = { partitionGlobalId: p };
const { gatehouse, person, call, asPerson } = useAudit();
const made: Record<string, string> = { user: randomUUID(), group: randomUUID(), robot: randomUUID() };

const signIn = (password: string) =>
  send(`${gatehouse.url}/api/account/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...{ tenancyName: 'Hogwarts', usernameOrEmailAddress: `user-${person.id}` }, password }),
  });

async function lockOut(): Promise<void> {
  await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', '1');
  const { id } = await createAccount(gatehouse, 'f1rst-password');
  await call('POST', `/api/User/${id}/changepassword`, { oldPassword: 'x' });
}

async function revokeOwn(): Promise<void> {
  const client = asClient(world.application);
  await postForm(gatehouse, '/identity/connect/revocation', { ...client, token: await token(gatehouse) });
}

const steps: readonly (readonly [what: string, category: string, action: string, take: () => Promise<unknown>])[] = [
  ['a sign-in', 'Authentication', 'Login', () => signIn('f1rst-password')],
  ['a failed sign-in', 'Authentication', 'LoginFailed', () => signIn('wrong')],
  ['a new user', 'User', 'Create', () => call('POST', '/api/User', { ...base, id: made.user, userName: made.user })],
  [
    'users created in bulk',
    ...(['User', 'Create'] as const),
    () => call('POST', '/api/User/BulkCreate', { ...base, users: [{ userName: randomUUID() }] }),
  ],
  ['a changed user', 'User', 'Update', () => call('PUT', `/api/User/${made.user}`, { name: 'X' })],
  [
    'an invitation',
    ...(['User', 'Invite'] as const),
    () => call('POST', '/api/User/InviteUsers', { ...base, users: [{ email: `${randomUUID()}@x.example` }] }),
  ],
  [
    'a reset password',
    'User',
    'ResetPassword',
    () => call('PUT', `/api/User/${made.user}`, { password: 'f1rst-password' }),
  ],
  [
    'a changed password',
    ...(['User', 'ChangedPassword'] as const),
    () =>
      call('POST', `/api/User/${made.user}/changepassword`, {
        oldPassword: 'f1rst-password',
        newPassword: 'p4tronus-2',
      }),
  ],
  [
    'a password that was not changed',
    ...(['User', 'ChangePasswordFailed'] as const),
    () => call('POST', `/api/User/${made.user}/changepassword`, { oldPassword: 'wr0ng-secret-word' }),
  ],
  ['a lock-out', 'User', 'LockedOut', lockOut],
  ['a deleted user', 'User', 'Delete', () => call('DELETE', `/api/User/${made.user}`)],
  ['a new group', 'Group', 'Create', () => call('POST', '/api/Group', { ...base, id: made.group, name: made.group })],
  ['a renamed group', 'Group', 'Update', () => call('PUT', `/api/Group/${made.group}`, { ...base, name: 'Renamed' })],
  [
    'a new member',
    ...(['Group', 'Update'] as const),
    () => call('PUT', `/api/Group/${made.group}`, { ...base, directoryUserIDsToAdd: [person.id] }),
  ],
  ['a deleted group', 'Group', 'Delete', () => call('DELETE', `/api/Group/${p}/${made.group}`)],
  [
    'a new robot account',
    ...(['RobotAccount', 'Create'] as const),
    () => call('POST', '/api/RobotAccount', { ...base, id: made.robot, name: made.robot }),
  ],
  [
    'a changed robot account',
    ...(['RobotAccount', 'Update'] as const),
    () => call('PUT', `/api/RobotAccount/${made.robot}`, { displayName: 'R' }),
  ],
  ['a deleted robot account', 'RobotAccount', 'Delete', () => call('DELETE', `/api/RobotAccount/${p}/${made.robot}`)],
  [
    'a setting',
    ...(['Setting', 'Update'] as const),
    () => call('PUT', '/api/Setting', { settings: [{ key: 'Email.Smtp.Password', value: 'wr0ng-secret-word' }] }),
  ],
  ['a message template', 'MessageTemplate', 'Update', () => call('PUT', '/api/MessageTemplate/1', { value: 'x' })],
  [
    'a new certificate',
    ...(['SamlCertificate', 'Create'] as const),
    () => call('PUT', '/api/SamlCertificate/primary', { certificate }),
  ],
  [
    'certificates that change their roles',
    ...(['SamlCertificate', 'Switch'] as const),
    async () => {
      const { json } = await call('PUT', '/api/SamlCertificate/secondary', { certificate });
      made.certificate = String(json.primaryCertificateId);
      await call('POST', `/api/SamlCertificate/${p}/switch`);
    },
  ],
  [
    'a replaced certificate',
    ...(['SamlCertificate', 'Update'] as const),
    () => call('PUT', '/api/SamlCertificate/primary', { certificate }),
  ],
  [
    'a deleted certificate',
    ...(['SamlCertificate', 'Delete'] as const),
    () => call('DELETE', `/api/SamlCertificate/${p}/${made.certificate}`),
  ],
  [
    'a new application',
    ...(['ExternalClient', 'Create'] as const),
    async () => {
      const scopes = [{ name: 'PM.User', type: 2 }];
      const body = { ...base, name: 'Audited', isConfidential: true, scopes };
      made.client = (await call('POST', '/api/ExternalClient', body)).json.id;
    },
  ],
  [
    'a changed application',
    ...(['ExternalClient', 'Update'] as const),
    () => call('PUT', `/api/ExternalClient/${p}/${made.client}`, { name: 'Audited anew' }),
  ],
  [
    'a new secret',
    ...(['ExternalClient', 'GenerateSecret'] as const),
    async () => {
      const { json } = await call('POST', '/api/ExternalClient/GenerateSecret', { ...base, clientId: made.client });
      Object.assign(made, { secret: String(json.id), value: json.secret });
    },
  ],
  [
    'a secret in place of another',
    ...(['ExternalClient', 'RotateSecret'] as const),
    async () => {
      const wish = { ...base, clientId: made.client, secretId: Number(made.secret) };
      const { json } = await call('POST', '/api/ExternalClient/RotateSecret', wish);
      Object.assign(made, { secret: String(json.id), value: json.secret });
    },
  ],
  [
    'a deleted secret',
    ...(['ExternalClient', 'DeleteSecret'] as const),
    () => call('DELETE', `/api/ExternalClient/${p}/secrets/${made.secret}`),
  ],
  [
    'a deleted application',
    'ExternalClient',
    'Delete',
    () => call('DELETE', `/api/ExternalClient/${p}/${made.client}`),
  ],
  [
    'a personal access token',
    ...(['PersonalAccessToken', 'Create'] as const),
    async () => {
      const expiryTime = new Date(Date.now() + 86_400_000 * 3).toISOString();
      const wish = { description: 'x', scopes: ['PM.User'], expiryTime };
      made.token = (await asPerson('POST', '/api/ReferenceToken', wish)).json.id;
    },
  ],
  [
    'a personal access token that is described anew',
    ...(['PersonalAccessToken', 'Update'] as const),
    () => asPerson('PUT', `/api/ReferenceToken/${made.token}`, { description: 'y' }),
  ],
  [
    'a personal access token that ends',
    ...(['PersonalAccessToken', 'Revoke'] as const),
    () => asPerson('DELETE', `/api/ReferenceToken/${made.token}`),
  ],
  ['a token that its application revokes', 'ExternalClient', 'Revoke', revokeOwn],
];

interface Entry {
  readonly category: string;
  readonly action: string;
  readonly userName: string;
  readonly message: string;
  readonly auditLogDetails: string;
  readonly detailsVersion: string;
  readonly source: string;
}

const newest = async (language: string): Promise<readonly Entry[]> =>
  (await call('GET', `/api/AuditQuery/${p}?top=4&language=${language}`)).json.results;
const total = async (): Promise<number> => (await call('GET', `/api/AuditQuery/${p}?top=0`)).json.totalCount;

describe('the audit', () => {
  for (const [what, category, action, take] of steps) {
    it(`calls ${what} ${category}/${action}, tells it in words, and says no secret`, async () => {
      const before = await total();
      await take();
      const written = (await total()) - before;
      assert.ok(written > 0, 'nothing was written');
      const found = (await newest('en'))
        .slice(0, written)
        .findIndex((one) => one.category === category && one.action === action);
      assert.ok(found >= 0, JSON.stringify(await newest('en')));
      const texts: string[] = [];
      for (const language of ['en', 'de', 'ro', 'xx', 'en-US', '']) {
        const entry = (await newest(language))[found];
        assert.ok(entry);
        assert.deepEqual([entry.detailsVersion, entry.source], ['1.0', 'Identity']);
        if (action !== 'LockedOut') assert.ok(entry.message.includes(entry.userName), entry.message);
        assert.ok(!entry.message.includes(`${category} ${action}`), 'has no sentence of its own');
        assert.equal(typeof JSON.parse(entry.auditLogDetails), 'object');
        assert.doesNotMatch(entry.auditLogDetails, /f1rst-password|p4tronus-2|wr0ng-secret-word/);
        if (made.value) assert.ok(!entry.auditLogDetails.includes(made.value));
        texts.push(entry.message);
      }
      const [en, de, ro, ...english] = texts;
      assert.equal(new Set([en, de, ro]).size, 3);
      assert.deepEqual(english, [en, en, en]);
    });
  }
});
