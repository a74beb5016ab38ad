import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// Requests that come at the same time, on a store on which others come between the statements of each, and which has
// transactions run again: what is read and then written must not be what another has written meanwhile.

let bearer: string;
let hostBearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.Group PM.RobotAccount PM.OAuthApp PM.Setting PM.OAuthSecret.Write');
  const host = await createAccount(running, null, { isAdministrator: true, organizationId: hostId });
  hostBearer = await userToken(running, host, ['PM.Partition']);
});
const call = apiOf(gatehouse, () => bearer);
const callHost = apiOf(gatehouse, () => hostBearer);

const partitionGlobalId = world.organization.id;
const many = 6;
const together = (ask: (n: number) => Promise<Answer>): Promise<Answer[]> =>
  Promise.all(Array.from({ length: many }, (_, n) => ask(n)));
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort((a, b) => a - b);
const isDone = ({ status }: Answer): boolean => status < 300;

describe('a name that several want at the same time', () => {
  const creations: Readonly<Record<string, (name: string, n: number) => Promise<Answer>>> = {
    'of a user': (userName) =>
      call('POST', '/api/User', { partitionGlobalId, userName, password: 'al0h0m0ra-account' }),
    'of users in bulk': (userName) =>
      call('POST', '/api/User/BulkCreate', { partitionGlobalId, users: [{ userName }] }),
    'as the address of one and the name of another': (name, n) =>
      call('POST', '/api/User', {
        partitionGlobalId,
        ...(n % 2 === 0
          ? { userName: `${name}@hogwarts.example` }
          : { userName: `other-${name}-${n}`, email: `${name}@hogwarts.example` }),
        password: 'al0h0m0ra-account',
      }),
    'of a group': (name) => call('POST', '/api/Group', { partitionGlobalId, name }),
    'of a robot account': (name) => call('POST', '/api/RobotAccount', { partitionGlobalId, name }),
    'of an API': (name) => call('POST', '/api/ExternalApiResource', { partitionGlobalId, name, scopes: [{ name }] }),
    'of an organization': (name) => callHost('POST', '/api/Partition', { name }),
  };
  for (const [which, create] of Object.entries(creations)) {
    it(`${which} goes to one of them, and the others are told so`, async () => {
      const name = `same-${newId()}`;
      const answers = await together((n) => create(name, n));
      assert.equal(answers.filter(isDone).length, 1, JSON.stringify(answers.map(({ status, text }) => [status, text])));
      for (const { status } of answers) assert.ok([200, 201, 400, 409].includes(status), `${statuses(answers)}`);
    });
  }

  it('of a group that exists goes to one of them', async () => {
    const ids = await Promise.all(
      Array.from({ length: many }, async (_, n) => await newGroup(`group-${n}-${newId()}`)),
    );
    const name = `renamed-${newId()}`;
    const answers = await together((n) => call('PUT', `/api/Group/${ids[n]}`, { partitionGlobalId, name }));
    assert.equal(answers.filter(isDone).length, 1, `${statuses(answers)}`);
  });

  it('as an address of users that exist goes to one of them', async () => {
    const users = await Promise.all(Array.from({ length: many }, async () => await createAccount(gatehouse, null)));
    const email = `${newId()}@hogwarts.example`;
    const answers = await together((n) => call('PUT', `/api/User/${users[n]?.id}`, { email }));
    assert.equal(answers.filter(isDone).length, 1, `${statuses(answers)}`);
  });
});

const newGroup = async (name: string, directoryUserMemberIDs: readonly string[] = []): Promise<string> =>
  (await call('POST', '/api/Group', { partitionGlobalId, name, directoryUserMemberIDs })).json.id;

describe('what several change at the same time', () => {
  it('keeps of a user what each has changed', async () => {
    const { id } = await createAccount(gatehouse, null);
    const changes = [{ name: 'Luna' }, { surname: 'Lovegood' }, { displayName: 'Looney' }, { isActive: false }];
    for (const { status } of await Promise.all(changes.map((change) => call('PUT', `/api/User/${id}`, change))))
      assert.equal(status, 200);
    const { name, surname, displayName, isActive } = (await call('GET', `/api/User/${id}`)).json;
    assert.deepEqual({ name, surname, displayName, isActive }, Object.assign({}, ...changes));
  });

  it('keeps of a group its new name and all members that came and went', async () => {
    const users = await Promise.all(Array.from({ length: many }, async () => await createAccount(gatehouse, null)));
    const [gone, ...come] = users.map(({ id }) => id);
    const id = await newGroup(`before-${newId()}`, [gone ?? '']);
    const name = `after-${newId()}`;
    const change = (body: object) => call('PUT', `/api/Group/${id}`, { partitionGlobalId, ...body });
    const answers = await Promise.all([
      change({ name }),
      change({ directoryUserIDsToRemove: [gone] }),
      ...come.map((one) => change({ directoryUserIDsToAdd: [one] })),
    ]);
    assert.deepEqual(new Set(statuses(answers)), new Set([200]));
    const group = (await call('GET', `/api/Group/${partitionGlobalId}/${id}`)).json;
    const members = group.members.map(({ identifier }: { readonly identifier: string }) => identifier);
    assert.deepEqual([group.name, members.sort()], [name, [...come].sort()]);
  });

  it('keeps of an application every secret that was made and its new name', async () => {
    const made = await call('POST', '/api/ExternalClient', {
      ...{ partitionGlobalId, name: 'Clock', isConfidential: true, scopes: [{ name: 'PM.Group' }] },
    });
    const { id } = made.json;
    const one = `/api/ExternalClient/${partitionGlobalId}/${id}`;
    const answers = await Promise.all([
      call('PUT', one, { name: 'Watch' }),
      ...Array.from({ length: many }, () => call('GET', `${one}/GenerateSecret`)),
    ]);
    assert.deepEqual(new Set(statuses(answers)), new Set([200]));
    const { name, secrets } = (await call('GET', one)).json;
    assert.deepEqual([name, secrets.length], ['Watch', 1 + many]);
  });

  it('is a password once, for whoever knows the old one', async () => {
    const oldPassword = 'al0h0m0ra-account';
    const { id } = await createAccount(gatehouse, oldPassword);
    const answers = await together((n) =>
      call('POST', `/api/User/${id}/changepassword`, { oldPassword, newPassword: `patr0nus-charm-${n}` }),
    );
    assert.equal(answers.filter(isDone).length, 1, `${statuses(answers)}`);
    assert.ok(answers.every(({ status }) => status < 500));
  });
});

describe('a user whom others change at the same time', () => {
  it('is deleted all the same, and who comes later is told that nobody is there', async () => {
    const users = await Promise.all(Array.from({ length: many }, async () => await createAccount(gatehouse, null)));
    const rounds = await Promise.all(
      users.map(async ({ id }) => {
        const change = (name: string) => call('PUT', `/api/User/${id}`, { name });
        return await Promise.all([call('DELETE', `/api/User/${id}`), change('Luna'), change('Ginny')]);
      }),
    );
    for (const [deletion, ...changes] of rounds) {
      assert.deepEqual([deletion?.status, deletion?.text], [204, '']);
      for (const { status, text } of changes) assert.ok([200, 404].includes(status), text);
    }
  });
});

describe('what several delete at the same time', () => {
  it('is deleted by one of them, and the others are told that it is not there', async () => {
    const user = await createAccount(gatehouse, null);
    const group = await newGroup(`gone-${newId()}`, [user.id]);
    const robot = (await call('POST', '/api/RobotAccount', { partitionGlobalId, name: `gone-${newId()}` })).json.id;
    const organization = (await callHost('POST', '/api/Partition', { name: `gone-${newId()}` })).json;
    await callHost('PUT', `/api/Partition/${organization.id}`, { isActive: false });
    const setting = (await call('PUT', '/api/Setting', { settings: [{ key: `gone-${newId()}`, value: '' }] })).json[0];
    const deletions = [
      () => call('DELETE', `/api/User/${user.id}`),
      () => call('DELETE', `/api/Group/${partitionGlobalId}/${group}`),
      () => call('DELETE', `/api/RobotAccount/${partitionGlobalId}/${robot}`),
      () => callHost('DELETE', `/api/Partition/${organization.id}`),
      () => call('DELETE', `/api/Setting/${setting.id}`),
    ];
    const rounds = await Promise.all(deletions.map((remove) => together(remove)));
    for (const answers of rounds) {
      assert.deepEqual(statuses(answers), [204, ...Array(many - 1).fill(404)]);
    }
  });
});
