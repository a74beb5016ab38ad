import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { provisionUser } from '../provisioning/provision.ts';
import { harry, hashOf, password, school, sentTokens, usePasswordWorld } from './password.fixture.ts';
import { findLink, sendReset } from './reset.ts';
import { signIn } from './sign-in.ts';

const world = usePasswordWorld();
const provisioning = permitOperator('installation.provision');
const mallory = { organizationId: school.id, id: 'mallory' };
const shared = 'harry@hogwarts.example';
const other = 'm1schief-managed';

/** Has somebody whose user name is the address of Harry, as could be before that was refused. */
async function arrangeMallory(): Promise<void> {
  const person = (await world.store.users.find(harry)) ?? assert.fail();
  const user = { ...person, ...mallory, userName: shared, email: 'mallory@hogwarts.example', legacyId: 7 };
  const passwordHash = hashOf(other);
  await world.store.transaction((tables) =>
    provisionUser(tables, provisioning, { user, passwordHash, mustChange: false, groupIds: [] }),
  );
  await world.db
    .insertInto('name_clashes')
    .values({ organization_id: school.id, kind: 'address', id: mallory.id, first_id: harry.id })
    .execute();
}

const attempt = (userNameOrEmail: string, typed: string) =>
  signIn(world, {
    ...{ organization: { named: school.name }, userNameOrEmail, password: typed, channel: 'page', traceId: 'trace' },
    ...{ clientIp: '192.0.2.1', browserInfo: null, signal: new AbortController().signal },
  });

const whoSignsIn = async (userNameOrEmail: string, typed: string) => {
  const result = await attempt(userNameOrEmail, typed);
  return result.outcome === 'refused' ? result.reason : result.user.id;
};

/** How many hashes it takes to be refused. */
async function hashesFor(userNameOrEmail: string): Promise<number> {
  const before = world.hasher.statistics().ended.completed;
  assert.equal(await whoSignsIn(userNameOrEmail, 'wrong-passw0rd'), 'invalidCredentials');
  return world.hasher.statistics().ended.completed - before;
}

const failed = async () => {
  const rows = await world.db.selectFrom('password_attempts').select(['user_id', 'kind', 'failed_today']).execute();
  return rows.filter(({ kind }) => kind === 'network').map((row) => [row.user_id, row.failed_today]);
};

describe('the user name of one that is the e-mail address of another', () => {
  it('is that of the person who knows the password', async () => {
    await arrangeMallory();
    assert.equal(await whoSignsIn(shared, password), harry.id);
    assert.equal(await whoSignsIn(shared, other), mallory.id);
    assert.equal(await whoSignsIn('harry', other), 'invalidCredentials');
    assert.equal(await whoSignsIn('mallory@hogwarts.example', password), 'invalidCredentials');
  });

  it('counts a wrong password for each account that it was tried at, also when it was right for the other', async () => {
    await arrangeMallory();
    await whoSignsIn(shared, other);
    assert.deepEqual(await failed(), []);
    for (let n = 0; n < 12; n += 1) assert.equal(await whoSignsIn(shared, password), harry.id);
    assert.deepEqual(await failed(), [[mallory.id, 10]]);
    assert.equal(await whoSignsIn(shared, other), 'invalidCredentials');
    for (const user of [harry, mallory]) await world.store.attempts.lift(user);
    await whoSignsIn(shared, 'wrong-passw0rd');
    assert.deepEqual((await failed()).sort(), [
      [harry.id, 1],
      [mallory.id, 1],
    ]);
  });

  it('still lets one in when the other is locked, and is locked for both after too many', async () => {
    await arrangeMallory();
    for (let n = 0; n < 10; n += 1) await whoSignsIn('harry', 'wrong-passw0rd');
    assert.equal(await whoSignsIn(shared, password), 'invalidCredentials');
    assert.equal(await whoSignsIn(shared, other), mallory.id);
    for (let n = 0; n < 10; n += 1) await whoSignsIn(shared, 'wrong-passw0rd');
    assert.equal(await whoSignsIn(shared, other), 'invalidCredentials');
  });

  it('takes as long to refuse as any address in the organization, whoever has it', async () => {
    assert.deepEqual([await hashesFor(shared), await hashesFor('nobody@hogwarts.example')], [1, 1]);
    await arrangeMallory();
    const typed = [shared, 'mallory@hogwarts.example', 'nobody@hogwarts.example', 'harry', 'nobody'];
    const hashes: number[] = [];
    for (const name of typed) hashes.push(await hashesFor(name));
    assert.deepEqual(hashes, [2, 2, 2, 1, 1]);
    await world.db.updateTable('users').set({ deleted_at: 1 }).where('id', '=', mallory.id).execute();
    assert.equal(await hashesFor(shared), 1);
  });

  it('sends a link for a forgotten password to the owner of the address', async () => {
    await arrangeMallory();
    const caller = { traceId: 'trace', clientIp: '192.0.2.1' };
    await sendReset(world, { organization: { named: school.name }, userNameOrEmail: shared, ...caller });
    const [token = '', ...more] = await sentTokens(world);
    assert.equal(more.length, 0);
    assert.equal((await findLink(world, token, 'ForgotPassword'))?.id, harry.id);
  });
});
