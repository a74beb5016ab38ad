import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { objectsIn, operatorOf, operatorsAudit, storeArguments } from '../support/operator.ts';
import { gatehouse as runGatehouse } from '../support/process.ts';
import { setSetting } from '../support/settings.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { emptyOrganization, signIn } from './import.fixture.ts';

const gatehouse = useGatehouse();
const operator = operatorOf(gatehouse);
const at = ['--organization', world.organization.name] as const;

/** A name that no other test has. */
const fresh = () => `wizard-${newId().slice(0, 8)}`;

const find = async (name: string) =>
  (await gatehouse.store.users.findByName(world.organization.id, name)) ?? assert.fail();

async function created(...args: readonly string[]) {
  const name = fresh();
  const made = await operator('user', 'create', name, ...(args.length > 0 ? args : ['--generate']), '--json', ...at);
  assert.equal(made.code, 0, made.stderr);
  return { name, user: objectsIn(made.stdout)[0] };
}

describe('gatehouse user create', () => {
  it('makes a user with all that was said, whose generated password has to be changed, and an entry in the audit', async () => {
    const { name, user } = await created(
      ...['--generate', '--email', `${fresh()}@hogwarts.example`, '--first-name', 'Luna', '--last-name', 'Lovegood'],
      ...['--group', 'administrators', '--group', 'Automation Users'],
    );
    assert.equal(user.userName, name);
    assert.equal(user.surname, 'Lovegood');
    assert.equal(user.type, 'user');
    assert.equal(user.groupIDs.length, 2);
    assert.ok(user.groupIDs.includes(administratorsGroupId));
    const { id } = await find(name);
    assert.deepEqual(await operatorsAudit(gatehouse, id), ['User Create']);
    assert.equal(
      (await gatehouse.store.credentials.find({ organizationId: world.organization.id, id }))?.mustChange,
      true,
    );
    assert.equal(await signIn(gatehouse, world.organization.name, name, user.password), 401);
  });

  it('takes the password from standard input, once that is said, and from no argument', async () => {
    const name = fresh();
    const line = ['user', 'create', name, ...at, ...(await storeArguments(gatehouse))];
    const silent = await runGatehouse(line, { input: 'patr0nus-of-luna\n' });
    assert.equal(silent.code, 2);
    assert.match(silent.stderr, /There is no terminal to ask for a password on\. Say --password-stdin/);
    const argued = await operator('user', 'create', name, '--password', 'patr0nus-of-luna', ...at);
    assert.equal(argued.code, 2);
    const twoLines = await runGatehouse([...line, '--password-stdin'], { input: 'one\ntwo\n' });
    assert.match(twoLines.stderr, /more than one line/);
    const made = await runGatehouse([...line, '--password-stdin'], { input: 'patr0nus-of-luna\n' });
    assert.equal(made.code, 0, made.stderr);
    assert.ok(!made.stdout.includes('patr0nus'));
    const { id } = await find(name);
    assert.ok((await gatehouse.store.credentials.find({ organizationId: world.organization.id, id }))?.passwordHash);
  });

  it('needs no password of the mail server, and no token of the metrics, as no other command that sends nothing', async () => {
    const environment = {
      ...{ GATEHOUSE_SMTP_HOST: 'mail.example', GATEHOUSE_SMTP_FROM: 'id@mail.example', GATEHOUSE_SMTP_USER: 'id' },
      ...{ GATEHOUSE_SMTP_PASSWORD_FILE: '/nowhere/mail', GATEHOUSE_METRICS_TOKEN_FILE: '/nowhere/metrics' },
    };
    const place = await storeArguments(gatehouse);
    for (const words of [
      ['user', 'create', fresh(), '--generate', ...at],
      ['user', 'list', ...at],
      ['keys', 'list'],
      ['audit', 'verify'],
    ]) {
      const { code, stderr } = await runGatehouse([...words, ...place], { environment });
      assert.equal(code, 0, `${words.join(' ')}: ${stderr}`);
    }
    const { code, stderr } = await runGatehouse(['mail', 'test', 'ada@mail.example', ...place], { environment });
    assert.equal(code, 1);
    assert.match(stderr, /^gatehouse: smtp-password-file: \/nowhere\/mail cannot be read/m);
  });

  it('generates a password as long as the organization asks for', async () => {
    await using _long = await setSetting(gatehouse, 'Auth.Password.PasswordComplexity', '{"Length":"256"}');
    const { name, user } = await created('--generate');
    assert.ok(user.password.length >= 256);
    const other = await operator('user', 'set-password', name, '--generate', '--json', ...at);
    assert.equal(other.code, 0, other.stderr);
    assert.ok(objectsIn(other.stdout)[0].password.length >= 256);
  });

  it('refuses what the API refuses, with exit code 4, and makes nothing', async () => {
    const taken = await operator('user', 'create', 'harry.potter', '--no-password', ...at);
    assert.equal(taken.code, 4);
    assert.equal(taken.stderr, "gatehouse: Username 'harry.potter' is already taken.\n");
    const name = fresh();
    const weak = await runGatehouse(
      ['user', 'create', name, '--password-stdin', ...at, ...(await storeArguments(gatehouse))],
      {
        input: 'short',
      },
    );
    assert.equal(weak.code, 4);
    assert.match(weak.stderr, /Passwords must be at least 8 characters\. Passwords must have at least one digit/);
    assert.equal(await gatehouse.store.users.findByName(world.organization.id, name), undefined);
    const group = await operator('user', 'create', name, '--no-password', '--group', 'Poltergeists', ...at);
    assert.equal(group.code, 3);
    assert.match(group.stderr, /There is no group "Poltergeists" in Hogwarts\./);
  });
});

describe('gatehouse user list', () => {
  it('lists everybody by name, in a table or as the API describes them', async () => {
    const { id, name } = await emptyOrganization(gatehouse);
    for (const user of ['bea', 'ada', 'cy']) {
      const made = await operator('user', 'create', user, '--no-password', '--organization', id);
      assert.equal(made.code, 0, made.stderr);
    }
    const table = await operator('user', 'list', '--organization', name);
    assert.match(table.stdout, /^USER NAME {2}NAME .*\nada .*no password.*\nbea .*\ncy .*\n$/);
    const json = await operator('user', 'list', '--organization', name, '--json', '--limit', '2');
    assert.deepEqual(
      objectsIn(json.stdout).map(({ userName }) => userName),
      ['ada', 'bea'],
    );
    await operator('user', 'deactivate', 'bea', '--organization', name);
    for (const [args, expected] of [
      [['--state', 'inactive'], ['bea']],
      [
        ['--state', 'active'],
        ['ada', 'cy'],
      ],
      [['--search', 'C'], ['cy']],
      [['--group', 'Administrators'], []],
    ] as const) {
      const some = await operator('user', 'list', '--organization', name, '--json', ...args);
      assert.deepEqual(
        objectsIn(some.stdout).map(({ userName }) => userName),
        expected,
        some.stderr,
      );
    }
  });

  it('goes on behind a page, to the last of many', async () => {
    const { id } = await emptyOrganization(gatehouse);
    const users = Array.from({ length: 1203 }, (_, number) => `w${String(number).padStart(4, '0')}`);
    const token = await hostToken();
    const api = apiOf(gatehouse, () => token);
    const body = { partitionGlobalId: id, users: users.map((userName) => ({ userName })) };
    assert.equal((await api('POST', '/api/User/BulkCreate', body)).status, 200);
    const { stdout } = await operator('user', 'list', '--organization', id, '--json');
    assert.deepEqual(
      objectsIn(stdout).map(({ userName }) => userName),
      users,
    );
    const table = await operator('user', 'list', '--organization', id);
    assert.equal(table.stdout.split('\n').length, users.length + 2);
  });

  it('asks which organization where there are several', async () => {
    const { code, stderr } = await operator('user', 'list');
    assert.equal(code, 2);
    assert.match(stderr, /There are several organizations .*--organization NAME/);
  });
});

/** Of an administrator of the host. */
async function hostToken(): Promise<string> {
  const account = await createAccount(gatehouse, null, {
    isAdministrator: true,
    organizationId: hostId,
  });
  return await userToken(gatehouse, account, inPerson);
}

describe('a command about a user', () => {
  it('finds the user by name, address or id, and says with exit code 3 that there is none', async () => {
    for (const named of ['HARRY.potter', 'harry@hogwarts.example', world.harry.id]) {
      const { stdout, code } = await operator('user', 'show', named, '--json', ...at);
      assert.equal(code, 0);
      const [user] = objectsIn(stdout);
      assert.equal(user.id, world.harry.id);
      assert.deepEqual(user.lockout.lockedSources, []);
      assert.equal(user.withoutPassword, null);
    }
    const { code, stderr } = await operator('user', 'show', 'peeves', ...at);
    assert.equal(code, 3);
    assert.equal(stderr, 'gatehouse: There is no user "peeves" in Hogwarts.\n');
  });

  it('is noticed at once by the running server, which forgets what it knew of the user', async () => {
    const account = await createAccount(gatehouse, world.harry.password);
    const token = await userToken(gatehouse, account, inPerson);
    const api = apiOf(gatehouse, () => token);
    const own = `/api/User/${account.id}`;
    assert.equal((await api('GET', own)).status, 200);
    const out = await operator('user', 'deactivate', account.id, ...at);
    assert.equal(out.code, 0, out.stderr);
    assert.match(out.stdout, /^user-\S+ is inactive now\. Nobody was signed in\.\n$/);
    assert.equal((await api('GET', own)).status, 401);
    const name = `user-${account.id}`;
    assert.equal(await signIn(gatehouse, world.organization.name, name, world.harry.password), 401);
    assert.match((await operator('user', 'activate', account.id, ...at)).stdout, /is active now/);
    assert.equal(await signIn(gatehouse, world.organization.name, name, world.harry.password), 200);
    assert.match((await operator('user', 'activate', account.id, ...at)).stdout, /is active already/);
    assert.deepEqual(await operatorsAudit(gatehouse, account.id), [...['User Create', 'User Update', 'User Update']]);
  });

  it('sets a password that has to be changed, ends what was signed in, and tells the owner by mail', async () => {
    const account = await createAccount(gatehouse, world.harry.password);
    const token = await userToken(gatehouse, account, inPerson);
    const own = () => apiOf(gatehouse, () => token)('GET', `/api/User/${account.id}`);
    assert.equal((await own()).status, 200);
    const set = await operator('user', 'set-password', account.id, '--generate', '--json', ...at);
    assert.equal(set.code, 0, set.stderr);
    const [{ password, userName }] = objectsIn(set.stdout);
    assert.match(password, /^(?:\w{4}-){4}\w{4}$/);
    assert.equal(userName, `user-${account.id}`);
    assert.equal((await own()).status, 401);
    assert.equal(await signIn(gatehouse, world.organization.name, userName, world.harry.password), 401);
    const notices = await gatehouse.db.selectFrom('outbox').select(['kind', 'payload']).execute();
    const told = notices.filter(({ payload }) => payload.includes(account.id));
    assert.deepEqual(
      told.map(({ kind, payload }) => [kind, JSON.parse(payload).cause]),
      [['PasswordChanged', { by: 'operator' }]],
    );
  });

  it('lifts locks, and says which there were', async () => {
    const account = await createAccount(gatehouse, world.harry.password);
    const name = `user-${account.id}`;
    const guess = () => signIn(gatehouse, world.organization.name, name, 'wrong');
    for (let count = 0; count < 10; count += 1) await guess();
    assert.match((await operator('user', 'show', name, ...at)).stdout, /^locked +network \S+ until \S+ \S+$/m);
    assert.deepEqual(
      objectsIn((await operator('user', 'list', '--state', 'locked', '--json', ...at)).stdout).map(({ id }) => id),
      [account.id],
    );
    const { stdout } = await operator('user', 'unlock', name, ...at);
    assert.match(stdout, /^user-\S+ is unlocked\. Refused were: network \S+ until /);
    assert.equal(await signIn(gatehouse, world.organization.name, name, world.harry.password), 200);
    assert.equal((await operator('user', 'unlock', name, ...at)).stdout, `${name} was not locked.\n`);
  });

  it('shows second factors, requires one, and removes those that were lost', async () => {
    const {
      name,
      user: { id },
    } = await created('--no-password');
    const user = { organizationId: world.organization.id, id };
    assert.match((await operator('user', 'factors', name, ...at)).stdout, /has no second factor\./);
    const required = await operator('user', 'require-factor', name, ...at);
    assert.match(required.stdout, /needs a second factor, and has until \d{4}-/);
    assert.match((await operator('user', 'factors', name, ...at)).stdout, /required +by an administrator/);
    await operator('user', 'require-factor', name, '--undo', ...at);
    assert.equal(await gatehouse.store.factors.deadline(user), undefined);
    await giveFactor(gatehouse, user, 'passkey');
    assert.match((await operator('user', 'factors', name, ...at)).stdout, /passkey/);
    const [{ factors }] = objectsIn((await operator('user', 'factors', name, '--json', ...at)).stdout);
    assert.equal(factors[0].kind, 'passkey');
    assert.match((await operator('user', 'reset-factors', name, ...at)).stdout, /has no second factor any more/);
    assert.deepEqual(await gatehouse.store.factors.ofUser(user), []);
    assert.deepEqual((await operatorsAudit(gatehouse, id)).slice(-3), [
      'SecondFactor Require',
      'SecondFactor Require',
      'SecondFactor Reset',
    ]);
  });

  it('deletes only what it may, and asks before', async () => {
    const [one, other] = [await created('--no-password'), await created('--no-password')];
    const asked = await operator('user', 'delete', one.name, ...at);
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /will be deleted for good\. There is no terminal to ask: say --yes/);
    const missing = await operator('user', 'delete', one.name, 'peeves', '--yes', ...at);
    assert.equal(missing.code, 3);
    assert.ok(await find(one.name), 'where one is not there, nobody is deleted');
    const done = await operator('user', 'delete', one.name, other.name, '--yes', ...at);
    assert.equal(done.code, 0, done.stderr);
    assert.equal(await gatehouse.store.users.findByName(world.organization.id, one.name), undefined);
    const { id, name } = await emptyOrganization(gatehouse);
    await operator('user', 'create', 'last', '--generate', '--group', 'Administrators', '--organization', id);
    const last = await operator('user', 'delete', 'last', '--yes', '--organization', name);
    assert.equal(last.code, 4);
    assert.match(last.stderr, /administrator/);
  });

  it('invites people, with a mail in the outbox, and says when no server can send it', async () => {
    const addresses = [`${fresh()}@hogwarts.example`, `${fresh()}@hogwarts.example`];
    const invited = await operator('user', 'invite', ...addresses, '--group', 'Automation Users', ...at);
    assert.equal(invited.code, 0, invited.stderr);
    assert.match(invited.stderr, /no mail server is configured for Hogwarts/);
    for (const address of addresses) {
      const { id } = await find(address);
      assert.deepEqual(await operatorsAudit(gatehouse, id), ['User Invite']);
    }
    const again = await operator('user', 'mail-link', addresses[0] ?? '', ...at);
    assert.equal(again.code, 0, again.stderr);
    const two = await operator('user', 'invite', ...addresses, '--user-name', 'x', ...at);
    assert.equal(two.code, 2);
  });
});
