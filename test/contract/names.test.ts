import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { createApplication, postForm } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

let bearer = '';
let host = '';
let house: { readonly id: string };
const gatehouse = useGatehouse(async (server) => {
  bearer = await token(server, 'PM.User PM.Group PM.RobotAccount PM.OAuthApp PM.Setting PM.Directory');
  const administrator = await createAccount(server, null, { isAdministrator: true, organizationId: hostId });
  host = await userToken(server, administrator, ['PM.Partition']);
  const scopes = [{ name: 'PM.User', type: 'user' }] as const;
  house = await createApplication(server, { isFirstParty: true, isConfidential: false, scopes });
});

const call = (method: string, path: string, body?: unknown) =>
  apiOf(gatehouse, () => bearer)(method, `/api${path}`, body);
const callHost = (method: string, path: string, body?: unknown) =>
  apiOf(gatehouse, () => host)(method, `/api${path}`, body);
const { id: partitionGlobalId } = world.organization;
const password = 'al0h0m0ra-account';
const create = (user: object) => call('POST', '/User', { partitionGlobalId, password, ...user });
const codes = ({ json }: Answer): string[] => json.errors.map(({ code }: { code: string }) => code);
const found = async (searchTerm: string) =>
  (await call('GET', `/User/users/${partitionGlobalId}?searchTerm=${encodeURIComponent(searchTerm)}`)).json.results;

/** Each answers whether the person was let in. */
const doors: Readonly<Record<string, (userName: string) => Promise<boolean>>> = {
  async 'the sign-in page'(userName) {
    const visitor = createVisitor(() => gatehouse.url);
    return (await visitor.submit('/Hogwarts/identity/web/login', { userName, password })).status === 303;
  },
  async 'the password grant'(username) {
    const form = { grant_type: 'password', client_id: house.id, scope: 'PM.User', username, password };
    return (await postForm(gatehouse, '/identity/connect/token', form)).status === 200;
  },
  async 'the legacy login'(usernameOrEmailAddress) {
    const body = JSON.stringify({ tenancyName: ' hogwarts ', usernameOrEmailAddress, password });
    const headers = { 'content-type': 'application/json' };
    return (await send(`${gatehouse.url}/api/account/authenticate`, { method: 'POST', headers, body })).json.success;
  },
};

/** An account as a person has it who signs in every day. */
async function signsIn(userName: string, email: string | null = null): Promise<string> {
  const account = await createAccount(gatehouse, password);
  const key = (name: string) => name.toUpperCase();
  await gatehouse.db
    .updateTable('users')
    .set({ user_name: userName, user_name_key: key(userName), email, email_key: email && key(email) })
    .where('id', '=', account.id)
    .execute();
  return account.id;
}

describe('a user name with blanks around it', () => {
  it('is kept without them, and nobody else can take it', async () => {
    assert.equal((await create({ userName: ' dave\u00a0', displayName: ' Dave Lister ' })).status, 200);
    const [dave] = await found('dave');
    assert.deepEqual([dave.userName, dave.displayName], ['dave', 'Dave Lister']);
    for (const userName of ['dave', 'dave ', '\tDAVE']) {
      assert.deepEqual(codes(await create({ userName })), ['DuplicateUserName']);
    }
    const many = await call('POST', '/User/BulkCreate', { partitionGlobalId, users: [{ userName: ' Dave' }] });
    assert.deepEqual(codes(many), ['DuplicateUserName']);
  });

  it('is none when nothing else is left', async () => {
    const { json } = await create({ userName: ' \u2003 ' });
    assert.deepEqual(json.errors, [
      { code: 'InvalidUserName', description: "Username '' is invalid, can only contain letters or digits." },
    ]);
  });

  for (const [index, [name, isLetIn]] of Object.entries(doors).entries()) {
    it(`lets its owner in whether they are typed or not: ${name}`, async () => {
      await signsIn(`lister-${index}`, `lister-${index}@example.test`);
      for (const typed of ['lister', ' Lister', 'LISTER']) {
        assert.equal(await isLetIn(`${typed}-${index} `), true, typed);
        assert.equal(await isLetIn(`${typed}-${index}@example.test\t`), true, typed);
      }
    });
  }

  it('is found by it in the directory', async () => {
    await signsIn('rimmer');
    const body = { entityNames: [' rimmer '], entityName: ' rimmer ', entityType: 'User' };
    const { json } = await call('POST', `/Directory/ResolveByName/${partitionGlobalId}`, body);
    assert.equal(json.name, 'rimmer');
    const search = await call('GET', `/Directory/Search/${partitionGlobalId}?startsWith=%20rim`);
    assert.deepEqual(
      search.json.map(({ identityName }: { identityName: string }) => identityName),
      ['rimmer'],
    );
  });
});

/** How everything that has a name is made, and what is answered. */
const makers: Readonly<Record<string, (name: string) => Promise<Answer>>> = {
  'a user': async (userName) => {
    const answer = await create({ userName });
    return answer.status === 200 ? { ...answer, json: { name: (await found(userName.trim()))[0]?.userName } } : answer;
  },
  'a group': (name) => call('POST', '/Group', { partitionGlobalId, name }),
  'a robot account': (name) => call('POST', '/RobotAccount', { partitionGlobalId, name }),
  'an application': (name) =>
    call('POST', '/ExternalClient', { partitionGlobalId, name, isConfidential: true, scopes: [] }),
  'an API': (name) => call('POST', '/ExternalApiResource', { partitionGlobalId, name, scopes: [] }),
  'an organization': (name) => callHost('POST', '/Partition', { name }),
  'a tenant': (name) => callHost('POST', `/Partition/${partitionGlobalId}/tenants`, { name }),
  'a setting': async (key) => {
    const answer = await call('PUT', '/Setting', { partitionGlobalId, settings: [{ key, value: 'x' }] });
    return answer.status === 200 ? { ...answer, json: { name: answer.json[0].key } } : answer;
  },
};

describe('the name of', () => {
  for (const [what, make] of Object.entries(makers)) {
    it(`${what} is kept without the blanks around it`, async () => {
      const { status, json, text } = await make(` Holly of ${what}\u00a0`);
      assert.ok(status < 300, text);
      assert.equal(json.name, `Holly of ${what}`);
    });

    it(`${what} holds nothing that nobody sees or that turns letters round`, async () => {
      for (const hidden of ['\u200b', '\u200d', '\u00ad', '\u202e', '\u2066', '\ufe0f', '\u0007']) {
        const { status, text } = await make(`Ho${hidden}lly`);
        assert.equal(status, 400, `${hidden.codePointAt(0)?.toString(16)}: ${text}`);
      }
    });
  }
});

describe('what people read beside a name', () => {
  it('is written with emoji and in scripts that join letters, and with nothing that turns them round', async () => {
    for (const displayName of ['Ada 👩‍💻', '❤️ Ops', 'علی‌رضا']) {
      assert.equal((await create({ userName: `ada-${displayName.length}`, displayName })).status, 200);
      assert.equal((await found(displayName))[0].displayName, displayName);
    }
    for (const member of ['displayName', 'name', 'surname']) {
      const { status, json } = await create({ userName: 'eve', [member]: 'Eve\u202e' });
      assert.equal(status, 400);
      assert.match(JSON.stringify(json.errors), /must not contain invisible characters/);
    }
  });

  it('stays where it is there already, and the rest of the profile is changed', async () => {
    const id = await signsIn('kryten');
    await gatehouse.db.updateTable('users').set({ display_name: 'Kry\u200bten' }).where('id', '=', id).execute();
    const { json } = await call('GET', `/User/${id}`);
    const changed = await call('PUT', `/User/${id}`, { ...json, name: ' Kryten ' });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await call('GET', `/User/${id}`)).json.name, 'Kryten');
  });
});

describe('the description of an access token', () => {
  it('is kept without the blanks around it, and is refused with what nobody sees: through the API and at the page', async () => {
    const account = await createAccount(gatehouse, password);
    const own = await userToken(gatehouse, account, ['PM.User']);
    const expiryTime = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const ask = (description: string) =>
      apiOf(gatehouse, () => own)('POST', '/api/ReferenceToken', { description, scopes: ['PM.User'], expiryTime });
    const made = await ask(' Night job ');
    assert.equal(made.json.description, 'Night job', made.text);
    assert.equal((await ask('Night\u202ejob')).status, 400);

    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${account.id}`, password });
    const fields = { description: 'Night\u202ejob', scope: 'PM.User.Read', days: '7' };
    assert.match((await visitor.submit('/identity/web/new-token', fields)).html, /Remove the invisible characters\./);
  });
});

describe('a user name and an e-mail address', () => {
  it('are those of one person, whoever is created first', async () => {
    await signsIn('cat', 'cat@example.test');
    await signsIn('kochanski@example.test');
    assert.deepEqual(codes(await create({ userName: ' Cat@example.test' })), ['DuplicateUserName']);
    assert.deepEqual(codes(await create({ userName: 'k', email: 'Kochanski@example.test' })), ['DuplicateEmail']);
    const both = { userName: 'CAT@EXAMPLE.TEST', email: 'kochanski@EXAMPLE.test' };
    assert.deepEqual(codes(await create(both)), ['DuplicateUserName', 'DuplicateEmail']);
  });

  it('may be the same for one', async () => {
    const name = 'holly@example.test';
    assert.equal((await create({ userName: name, email: name })).status, 200);
    const [{ id }] = await found(name);
    assert.equal((await call('PUT', `/User/${id}`, { email: 'other@example.test' })).status, 200);
    assert.equal((await call('PUT', `/User/${id}`, { email: name.toUpperCase() })).status, 200);
  });

  for (const operation of ['BulkCreate', 'InviteUsers']) {
    it(`are not shared by two of one list either: ${operation}`, async () => {
      const users = [
        { userName: 'one', email: 'two@example.test' },
        { userName: 'Two@example.test', email: 'three@example.test' },
        { userName: 'four', email: 'four@example.test' },
      ];
      const answer = await call('POST', `/User/${operation}`, { partitionGlobalId, users });
      assert.deepEqual(
        [answer.status, codes({ ...answer, json: answer.json.result ?? answer.json })],
        [400, ['DuplicateUserName']],
      );
      assert.deepEqual(await found('four@example.test'), []);
    });
  }

  it('are not shared after a change of the address', async () => {
    await signsIn('talkie@example.test');
    const id = await signsIn('toaster', 'toaster@example.test');
    const answer = await call('PUT', `/User/${id}`, { email: 'Talkie@example.test' });
    assert.deepEqual([answer.status, codes(answer)], [400, ['DuplicateEmail']]);
    assert.equal((await call('GET', `/User/${id}`)).json.email, 'toaster@example.test');
  });

  it('may be those of two people in two organizations', async () => {
    const name = 'queeg@example.test';
    await signsIn('queeg', name);
    const { id } = world.otherOrganization;
    const made = { userName: name, partitionGlobalId: id };
    const raven = await token(gatehouse, 'PM.User', world.otherApplication);
    assert.equal((await apiOf(gatehouse, () => raven)('POST', '/api/User', made)).status, 200);
  });

  for (const [index, [name, isLetIn]] of Object.entries(doors).entries()) {
    it(`are those of whoever knows the password where two have had them before: ${name}`, async () => {
      const shared = `holo-${index}@example.test`;
      const first = await signsIn(`holo-${index}`, shared);
      const id = await signsIn(shared);
      const organization_id = partitionGlobalId;
      await gatehouse.db
        .insertInto('name_clashes')
        .values({ organization_id, kind: 'address', id, first_id: first })
        .execute();
      await gatehouse.db.updateTable('credentials').set({ password_hash: null }).where('user_id', '=', id).execute();
      assert.equal(await isLetIn(shared), true);
    });
  }
});
