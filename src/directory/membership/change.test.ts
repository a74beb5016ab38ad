import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../errors.ts';
import { provisionGroup, provisionOrganization, provisionUser } from '../../provisioning/provision.ts';
import { openEmptyStore } from '../../store/store.fixture.ts';
import { createStore } from '../../store/store.ts';
import { keepAnAdministrator, requireAnotherAdministrator } from '../administrators.ts';
import { administratorsGroupId, everyoneGroupId } from '../group.ts';
import type { Actor } from '../permission/actor.ts';
import { permit, permitOperator } from '../permission.ts';
import type { Tables } from '../store.ts';
import { newUser } from '../user.fixture.ts';
import { changeMemberships, leaveAllGroups, leaveGroup } from './change.ts';

const organizationId = '11111111-1111-4111-8111-111111111111';
const operator = permitOperator('installation.provision');
const base = {
  type: 'user',
  organizationId,
  name: 'x',
  email: null,
  isHost: false,
  isAdministrator: true,
  tokenEpoch: 1,
} as const;
/** Who may take people into Administrators: in person, or with both scopes in full. */
const inPerson: Actor = { ...base, id: 'min', scopes: [], isFirstParty: true };
const withUsersOnly: Actor = { ...base, id: 'min', scopes: ['PM.User'], isFirstParty: false };
const may = (actor: Actor) => permit(actor, 'user.write', organizationId);

/** An organization with the administrators `min` and `fil`, the user `dave`, and the groups `a` and `b`. */
async function openSchool() {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, operator, { id: organizationId, name: 'Hogwarts', createdAt: 1 });
    for (const id of ['a', 'b']) await provisionGroup(tables, operator, { organizationId, id, name: id, createdAt: 1 });
    for (const [id, ...groupIds] of [
      ['min', administratorsGroupId],
      ['fil', administratorsGroupId],
      ['dave', 'a'],
    ] as const) {
      const user = newUser({ organizationId, id });
      await provisionUser(tables, operator, { user, passwordHash: 'x', mustChange: false, groupIds });
    }
  });
  const groupsOf = async (id: string) =>
    [...((await store.memberships.groupIdsOf(organizationId, [id])).get(id) ?? [])].sort();
  const member = (id: string) => ({ organizationId, id, type: 'user' }) as const;
  const change = (id: string, add: readonly string[], remove: readonly string[], actor = inPerson) =>
    store.transaction((tables) =>
      changeMemberships(tables, member(id), { permitted: may(actor), add, remove, field: 'GroupIDs' }),
    );
  return { store, groupsOf, change, [Symbol.asyncDispose]: () => db.destroy() };
}

/** `taken`, or the code and what is said. */
async function verdict(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof GatehouseError, String(error));
    const { failure } = error;
    return failure.code === 'ValidationFailed' ? JSON.stringify(failure.errors) : `${failure.code}: ${error.message}`;
  }
}

const last = 'BadRequest: The last administrator of the organization cannot be removed.';

describe('an account', () => {
  it('joins groups and leaves others in one go, and it is told what changed', async () => {
    await using school = await openSchool();
    assert.deepEqual(await school.change('dave', ['b'], ['a']), { joined: ['b'], left: ['a'] });
    assert.deepEqual(await school.groupsOf('dave'), ['b']);
  });

  it('stays as it is in groups that it is in already, or not in', async () => {
    await using school = await openSchool();
    assert.deepEqual(await school.change('dave', ['a', 'a'], ['b']), { joined: [], left: [] });
    assert.deepEqual(await school.groupsOf('dave'), ['a']);
  });

  it('leaves a group that is in both lists', async () => {
    await using school = await openSchool();
    assert.deepEqual(await school.change('dave', ['a', 'b'], ['a', 'b']), { joined: [], left: ['a'] });
  });

  it('is in Everyone without joining, and never leaves it', async () => {
    await using school = await openSchool();
    assert.deepEqual(await school.change('dave', [everyoneGroupId], []), { joined: [], left: [] });
    assert.match(await verdict(school.change('dave', [], [everyoneGroupId])), /^BadRequest: Everyone contains every/);
  });

  it('joins none of the groups when one of them does not exist, and it is said which', async () => {
    await using school = await openSchool();
    const said = await verdict(school.change('dave', ['b', 'nope', 'never'], []));
    assert.deepEqual(JSON.parse(said), {
      GroupIDs: ["The group 'nope' was not found.", "The group 'never' was not found."],
    });
    assert.deepEqual(await school.groupsOf('dave'), ['a']);
  });
});

describe('who becomes an administrator, and who is one no longer', () => {
  it('is said in person or with both scopes: a token for users alone changes other groups only', async () => {
    await using school = await openSchool();
    assert.match(await verdict(school.change('dave', [administratorsGroupId], [], withUsersOnly)), /^Forbidden/);
    assert.match(await verdict(school.change('fil', [], [administratorsGroupId], withUsersOnly)), /^Forbidden/);
    assert.equal(await verdict(school.change('dave', ['b'], ['a'], withUsersOnly)), 'taken');
    assert.deepEqual(await school.groupsOf('fil'), [administratorsGroupId]);
    assert.equal(await verdict(school.change('dave', [administratorsGroupId], [])), 'taken');
    assert.equal(await verdict(school.change('fil', [], [administratorsGroupId])), 'taken');
    // That it is the last one is not told to who may not take one away.
    assert.match(await verdict(school.change('dave', [], [administratorsGroupId], withUsersOnly)), /^Forbidden/);
  });

  it('needs no such right where nobody comes or goes', async () => {
    await using school = await openSchool();
    const group = { organizationId, groupId: administratorsGroupId };
    const leaving = school.store.transaction((tables) => leaveGroup(tables, may(withUsersOnly), group, []));
    assert.equal(await verdict(leaving), 'taken');
    assert.equal(await verdict(school.change('fil', [administratorsGroupId], [], withUsersOnly)), 'taken');
  });

  it('is everybody but the last one, whether they leave or end', async () => {
    await using school = await openSchool();
    const end = (...ids: string[]) =>
      verdict(school.store.transaction((tables) => leaveAllGroups(tables, organizationId, ids)));
    assert.equal(await end('min', 'fil'), last);
    assert.deepEqual(await school.groupsOf('min'), [administratorsGroupId]);
    assert.equal(await end('min', 'dave'), 'taken');
    assert.equal(await end('fil'), last);
    assert.equal(await verdict(school.change('fil', [], [administratorsGroupId])), last);
    const byFil = { ...inPerson, id: 'fil' };
    assert.equal(await verdict(school.change('dave', [administratorsGroupId], [], byFil)), 'taken');
    assert.equal(await end('fil'), 'taken');
  });

  it('is said by nobody who is one no longer, or whose sign-ins have ended', async () => {
    await using school = await openSchool();
    const byMin = () => verdict(school.change('dave', [administratorsGroupId], []));
    assert.equal(await verdict(school.change('min', [], [administratorsGroupId])), 'taken');
    assert.match(await byMin(), /^Forbidden/);
    assert.equal(await verdict(school.change('min', [administratorsGroupId], [], { ...inPerson, id: 'fil' })), 'taken');
    await school.store.users.revokeTokens({ organizationId, id: 'min' }, 2);
    assert.match(await byMin(), /^Unauthenticated/);
    assert.deepEqual(await school.groupsOf('dave'), ['a']);
  });
});

describe('the last administrator', () => {
  const another = (tables: Tables, ...leaving: string[]) =>
    verdict(requireAnotherAdministrator(tables, organizationId, leaving));
  const insertWithoutPassword = async (tables: Tables, id: string) => {
    const user = newUser({ organizationId, id });
    const provision = { user, passwordHash: null, mustChange: false, groupIds: [administratorsGroupId] };
    await provisionUser(tables, operator, provision);
  };

  it('is none as long as another one has a way in', async () => {
    await using school = await openSchool();
    await school.store.transaction(async (tables) => {
      assert.equal(await another(tables, 'min'), 'taken');
      assert.equal(await another(tables, 'dave', 'nobody'), 'taken');
      assert.equal(await another(tables, 'min', 'fil'), last);
    });
  });

  it('is the last who has a way in: somebody without a password does not take the place', async () => {
    await using school = await openSchool();
    await school.store.transaction(async (tables) => {
      await insertWithoutPassword(tables, 'ghost');
      assert.equal(await another(tables, 'min', 'fil'), last);
      assert.equal(await another(tables, 'ghost'), 'taken');
    });
  });

  it('may lose a way in that nobody had before', async () => {
    await using school = await openSchool();
    await school.store.transaction(async (tables) => {
      await tables.settings.write({ organizationId, userId: null }, [
        { key: 'Auth.RestrictBasicAuthentication', value: 'true' },
      ]);
      assert.equal(await another(tables, 'min'), 'taken');
      assert.equal(await another(tables, 'min', 'fil'), last);
    });
  });

  it('does not lose it by a change of settings or accounts', async () => {
    await using school = await openSchool();
    const change = (work: (tables: Tables) => Promise<unknown>) =>
      verdict(school.store.transaction((tables) => keepAnAdministrator(tables, organizationId, () => work(tables))));
    const deactivate = (id: string) => async (tables: Tables) => {
      const user = (await tables.users.find({ organizationId, id })) ?? assert.fail();
      await tables.users.replace(user, { isActive: false }, 2);
    };
    assert.equal(await change(deactivate('min')), 'taken');
    assert.equal(await change(deactivate('fil')), last);
    assert.equal((await school.store.users.find({ organizationId, id: 'fil' }))?.isActive, true);
  });
});
