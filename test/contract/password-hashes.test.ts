import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { vectors } from '../../src/password/hash/vectors.fixture.ts';
import { auditOf } from '../support/audit.ts';
import { postChange, send } from '../support/http.ts';
import { realHashes } from '../support/small-hashes.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';
import { base, name, useUsers } from './users.fixture.ts';

const { gatehouse, call, create } = useUsers(realHashes);

/** One of each scheme. */
const [hash, ...others] = [...new Map(vectors.map((vector) => [vector.scheme, vector])).values()];
const brought = hash ?? assert.fail();
const problem = 'The field PasswordHash must be a password hash of a known scheme with acceptable parameters.';
const absurd = '$pbkdf2-sha256$i=100000000,l=32$Bglio+fxdKRGzyYnKbwrJg$rzIJfNsxrzoJbDmAxaGoh/IQ9rQUbglzFq7tJNFQw0I';

async function signIn(userName: string, password: string): Promise<string | null> {
  const { json } = await send(`${gatehouse.url}/api/Account/Authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenancyName: world.organization.name, usernameOrEmailAddress: userName, password }),
  });
  return json.result;
}

const stored = async (id: string) =>
  (await gatehouse.store.credentials.find({ organizationId: world.organization.id, id }))?.passwordHash ?? '';
const bulk = (users: readonly object[]) => call('POST', '/api/User/BulkCreate', { ...base, users });

describe('a hash that is brought along', () => {
  it('signs its owner in with the password of before, and becomes Argon2id', async () => {
    const person = { id: newId(), userName: name() };
    assert.equal((await create({ ...person, passwordHash: brought.hash })).status, 200);
    assert.equal(await stored(person.id), brought.hash);
    assert.equal(await signIn(person.userName, 'wrong-passw0rd'), null);
    assert.ok(await signIn(person.userName, brought.password));
    await until(async () => (await stored(person.id)).startsWith('$argon2id$v=19$'));
    assert.ok(await signIn(person.userName, brought.password));
  });

  it('is brought by many at once, of every scheme, beside people without one', async () => {
    const people = others.map((vector) => ({ id: newId(), userName: name(), ...vector }));
    const without = { id: newId(), userName: name() };
    const users = people.map(({ id, userName, hash }) => ({ id, userName, passwordHash: hash }));
    const { status, text } = await bulk([...users, without]);
    assert.equal(status, 200);
    for (const { id, userName, hash, password } of people) {
      assert.ok(!text.includes(hash));
      assert.equal(await stored(id), hash);
      assert.ok(await signIn(userName, password), hash);
    }
    assert.equal(await stored(without.id), '');
  });

  it('is replaced by a change that its owner makes', async () => {
    const person = { id: newId(), userName: name() };
    await create({ ...person, passwordHash: brought.hash });
    const bearer = await signIn(person.userName, brought.password);
    const newPassword = 'another-passw0rd';
    const change = { oldPassword: brought.password, newPassword };
    assert.equal((await postChange(gatehouse, { bearer: bearer ?? '', userId: person.id }, change)).status, 200);
    assert.ok(await signIn(person.userName, newPassword));
    assert.equal(await signIn(person.userName, brought.password), null);
  });

  it('is in no answer, in no line of the log, and in no entry of the audit, which says that there is a password', async () => {
    const [one, two] = [newId(), newId()];
    const answers = [
      await create({ id: one, userName: name(), passwordHash: brought.hash }),
      await bulk([{ id: two, userName: name(), passwordHash: brought.hash }]),
      await call('GET', `/api/User/${one}`),
      await create({ userName: name(), passwordHash: absurd }),
    ];
    const entries = (await auditOf(gatehouse, 'User')).map((entry) => JSON.stringify(entry));
    const told = [...answers.map(({ text }) => text), ...entries, JSON.stringify(gatehouse.logLines)].join('\n');
    for (const secret of [brought.hash, absurd, brought.hash.slice(20)]) assert.ok(!told.includes(secret));
    for (const id of [one, two]) {
      assert.match(entries.find((entry) => entry.includes(id)) ?? '', /hasPassword[\\":]+true/);
    }
  });
});

describe('a hash that cannot be taken', () => {
  it('is refused with everybody in the request, each by position', async () => {
    const good = { id: newId(), userName: name(), passwordHash: brought.hash };
    const refused = await bulk([
      good,
      { userName: name(), passwordHash: absurd },
      { userName: name() },
      { userName: name(), passwordHash: 'secret' },
      { userName: name(), passwordHash: '' },
      { userName: name(), type: 'directoryUser', passwordHash: brought.hash },
    ]);
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.json.errors, {
      'Users[1].PasswordHash': [problem],
      'Users[3].PasswordHash': [problem],
      'Users[4].PasswordHash': [problem],
      'Users[5].PasswordHash': ['Only an account of the type user can have a password.'],
    });
    assert.equal((await call('GET', `/api/User/${good.id}`)).status, 404);
  });

  it('is refused beside a password, of which nobody would know whether it is the same', async () => {
    const refused = await create({ userName: name(), password: brought.password, passwordHash: brought.hash });
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.json.errors, {
      PasswordHash: ['The fields Password and PasswordHash exclude each other.'],
    });
  });

  it('is refused where people choose a password with a link', async () => {
    const users = [{ email: `${name()}@example.test`, passwordHash: brought.hash }];
    const refused = await call('POST', '/api/User/InviteUsers', { ...base, users });
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.json.errors, {
      'Users[0].PasswordHash': ['People who are invited choose a password with the link.'],
    });
  });
});
