import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createApplication, createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// An id is the same in every spelling that .NET clients have for it, wherever it stands.

const { organization } = world;
let bearer = '';
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.OAuthApp PM.Setting PM.AuthSetting PM.Audit');
});
const call = (method: string, path: string, body?: unknown, as = bearer) =>
  apiOf(gatehouse, () => as)(method, `/api${path}`, body);
const people = () => createAccount(gatehouse, 'al0h0m0ra-account');

const spellings: Readonly<Record<string, (id: string) => string>> = {
  'in capital letters': (id) => id.toUpperCase(),
  'without hyphens': (id) => id.replaceAll('-', ''),
  'in braces': (id) => `{${id}}`,
};
const inPath = (id: string) => encodeURIComponent(id);

for (const [how, spelled] of Object.entries(spellings)) {
  describe(`an id ${how}`, () => {
    it('is that of a person who has to choose another password', async () => {
      const { id } = await people();
      const body = { partitionGlobalId: organization.id, userIds: [spelled(id)] };
      assert.equal((await call('POST', '/User/RequirePasswordChange', body)).status, 204);
      const entries = await gatehouse.store.audit.after(organization.id, 0, 100_000);
      assert.ok(entries.some(({ targetId, details }) => targetId === id && details.includes('mustChangePassword')));
    });

    it('is that of a person in a question about several', async () => {
      const [user, other] = [await people(), await createAccount(gatehouse, null)];
      await giveFactor(gatehouse, user);
      const about = (what: string, { id }: Account) =>
        call('GET', `/User/users/${organization.id}/${what}?userId=${inPath(spelled(id))}`);
      assert.deepEqual((await about('factors', user)).json, [{ userId: user.id, kinds: ['totp'] }]);
      assert.equal((await about('without-password', other)).json[0]?.userId, other.id);
    });

    it('is that of the owner of personal access tokens', async () => {
      const user = await people();
      await createPersonalToken(gatehouse, user, ['PM.User']);
      const path = `/ReferenceToken/partition/${organization.id}?userId=${inPath(spelled(user.id))}`;
      const { json } = await call('GET', path);
      assert.deepEqual(
        json.map(({ userId }: { userId: string }) => userId),
        [user.id],
      );
    });

    it('is that of a second factor', async () => {
      const user = await people();
      const [one, other] = [await giveFactor(gatehouse, user), await giveFactor(gatehouse, user)];
      const path = `/User/${user.id}/factors/${inPath(spelled(one))}`;
      assert.equal((await call('DELETE', path)).status, 204);
      const own = await userToken(gatehouse, user, ['PM.User'], { amr: ['pwd', 'otp', 'mfa'] });
      const { status } = await call('DELETE', `/Account/Factors/${inPath(spelled(other))}`, undefined, own);
      assert.equal(status, 204);
    });

    it('is that of a federated credential', async () => {
      const { id } = await createApplication(gatehouse, { scopes: [{ name: 'PM.User.Read', type: 'application' }] });
      const path = `/ExternalClient/${organization.id}/${id}/FederatedCredentials`;
      const declared = {
        name: 'x',
        issuer: 'https://ci.example.test',
        audience: 'https://id.example.test',
        subject: 's',
      };
      const { json } = await call('POST', path, declared);
      assert.equal((await call('GET', `${path}/${inPath(spelled(json.id))}`)).status, 200);
    });

    it('is that of what entries of the audit log are about', async () => {
      const user = await people();
      assert.equal((await call('PUT', `/User/${user.id}`, { displayName: 'Somebody' })).status, 200);
      const path = `/AuditQuery/${organization.id}/search?about=${inPath(spelled(user.id))}`;
      assert.equal((await call('GET', path)).json.results[0]?.targetId, user.id);
    });

    it('is that of the organization, in the query as in the body', async () => {
      const body = { settings: [{ key: 'Spelled.Key', value: '1' }], partitionGlobalId: organization.id };
      const query = `?partitionGlobalId=${inPath(spelled(organization.id))}`;
      assert.equal((await call('PUT', `/Setting${query}`, body)).status, 200);
      assert.equal(
        (await call('DELETE', `/Setting${query}&key=Spelled.Key`, { partitionGlobalId: organization.id })).status,
        204,
      );
    });
  });
}
