import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGroup } from './group/create.ts';
import { listGroups } from './group/read.ts';
import { hostId } from './organization.ts';
import { type Access, type AccessName, accesses, scopesOf } from './permission/access.ts';
import { type Actor, nobody, operator } from './permission/actor.ts';
import {
  administrator,
  application,
  elsewhere,
  inPerson,
  installed,
  installer,
  ofHost,
  person,
  school,
  type Verdict,
  verdictOf,
} from './permission.fixture.ts';
import {
  type Permitted,
  permit,
  permitOn,
  permitOnLevel,
  permitOperator,
  requireAdministratorsConsent,
  seesPersonalData,
} from './permission.ts';
import type { Store } from './store.ts';

const all = Object.entries(accesses) as readonly (readonly [AccessName, Access])[];

/** Everybody who could act, made for an access: `scoped` are those whose token has a scope that is enough. */
const actors: Readonly<Record<string, (scopes: readonly string[]) => Actor>> = {
  nobody: () => nobody,
  operator: () => operator,
  'application, scoped': (scopes) => ({ ...application, scopes }),
  'application, unscoped': () => ({ ...application, scopes: ['openid', 'OR.Jobs.Read'] }),
  'application of the house': () => ({ ...application, ...inPerson }),
  'application of the host, scoped': (scopes) => ({ ...application, ...ofHost, scopes }),
  'application elsewhere, scoped': (scopes) => ({ ...application, ...elsewhere, scopes }),
  'person, scoped': (scopes) => ({ ...person, scopes }),
  'person, unscoped': () => ({ ...person, scopes: ['openid', 'OR.Jobs.Read'] }),
  'person in person': () => ({ ...person, ...inPerson }),
  'administrator, scoped': (scopes) => ({ ...administrator, scopes }),
  'administrator, unscoped': () => ({ ...administrator, scopes: ['openid', 'OR.Jobs.Read'] }),
  'administrator in person': () => ({ ...administrator, ...inPerson }),
  'administrator elsewhere, in person': () => ({ ...administrator, ...elsewhere, ...inPerson }),
  'person of the host, in person': () => ({ ...person, ...ofHost, ...inPerson }),
  'administrator of the host, scoped': (scopes) => ({ ...administrator, ...ofHost, scopes }),
  'administrator of the host, in person': () => ({ ...administrator, ...ofHost, ...inPerson }),
  'application that an installer registered': (scopes) => ({ ...application, ...installed, scopes }),
  'administrator of the host, with an installation token': (scopes) => ({
    ...administrator,
    ...ofHost,
    ...installer,
    scopes,
  }),
};

const [I, S, F] = ['in', 'scope', 'forbidden'] as const;
const columns = [
  'anyone',
  'caller',
  'members',
  'administrators',
  'account',
  'host',
  'operator',
  'browser',
  'installer',
  'person',
] as const;
/** Who × what is asked of them, in the organization `school`. */
const table: Readonly<Record<string, readonly Verdict[]>> = {
  // biome-ignore-start format: a table.
  nobody: [I, F, F, F, F, F, F, F, F, F],
  operator: [I, I, I, I, I, I, I, I, I, I],
  'application, scoped': [I, I, I, I, I, F, F, F, F, F],
  'application, unscoped': [I, I, S, S, S, S, F, F, F, F],
  'application of the house': [I, I, I, I, I, F, F, F, F, F],
  'application of the host, scoped': [I, I, I, I, I, I, F, F, F, F],
  'application elsewhere, scoped': [I, F, F, F, F, F, F, F, F, F],
  'person, scoped': [I, I, I, F, I, F, F, F, F, I],
  'person, unscoped': [I, I, S, S, S, S, F, F, F, I],
  'person in person': [I, I, I, F, I, F, F, F, F, I],
  'administrator, scoped': [I, I, I, I, I, F, F, F, F, I],
  'administrator, unscoped': [I, I, S, S, S, S, F, F, F, I],
  'administrator in person': [I, I, I, I, I, F, F, F, F, I],
  'administrator elsewhere, in person': [I, F, F, F, F, F, F, F, F, F],
  'person of the host, in person': [I, F, F, F, F, F, F, F, F, F],
  'administrator of the host, scoped': [I, I, I, I, I, I, F, F, F, I],
  'administrator of the host, in person': [I, I, I, I, I, I, F, I, F, I],
  'application that an installer registered': [I, F, F, F, F, F, F, F, F, F],
  'administrator of the host, with an installation token': [I, F, F, F, F, F, F, F, I, F],
  // biome-ignore-end format: a table.
};

const anyones = all.filter(([, { who }]) => who === 'anyone').map(([name]) => name);

describe('what an actor may do in an organization', () => {
  for (const [who, row] of Object.entries(table)) {
    it(`is decided by scope, standing and organization for: ${who}`, () => {
      for (const [name, access] of all) {
        const actor = actors[who]?.(scopesOf(access).slice(0, 1)) ?? assert.fail();
        const expected = row[columns.indexOf(access.who)];
        assert.equal(
          verdictOf(() => permit(actor, name, school)),
          expected,
          `${name} (${access.who})`,
        );
      }
    });
  }

  it('is, for an application that an installer registered, what it needs for itself, at the host too', () => {
    const actor = actors['application that an installer registered']?.([]) ?? assert.fail();
    const open = all.filter(([name]) => verdictOf(() => permit(actor, name, hostId)) === 'in').map(([name]) => name);
    assert.deepEqual(open.sort(), [...anyones, 'personalAccessToken.endAsClient', 'profile.read'].sort());
  });

  it('is opened by each of the scopes that are named, and by no other scope of this API', () => {
    const every = [...new Set(all.flatMap(([, access]) => scopesOf(access)))];
    for (const [name, access] of all.filter(
      ([, { who }]) => !['anyone', 'caller', 'operator', 'browser', 'installer', 'person'].includes(who),
    )) {
      for (const scope of every) {
        const actor = { ...application, ...(access.who === 'host' ? ofHost : {}), scopes: [scope] };
        const expected = scopesOf(access).includes(scope) ? 'in' : 'scope';
        assert.equal(
          verdictOf(() => permit(actor, name, school)),
          expected,
          `${name} with ${scope}`,
        );
      }
    }
  });
});

describe('what an actor may do to an account', () => {
  const own = { organizationId: school, id: 'me' };
  const other = { organizationId: school, id: 'other' };
  const foreign = { organizationId: 'elsewhere', id: 'me' };
  const may = (actor: Actor, access: AccessName, account: typeof own) =>
    verdictOf(() => permitOn(permit(actor, access, actor.organizationId, actor.id), account));

  it('is everything to the own one, and nothing to that of another, for who administers nothing', () => {
    for (const actor of [
      { ...person, ...inPerson },
      { ...person, scopes: ['PM.User', 'PM.Setting'] },
    ]) {
      for (const access of ['user.read', 'password.change', 'personalAccessToken.write'] as const) {
        assert.deepEqual(
          [own, other, foreign].map((account) => may(actor, access, account)),
          ['in', 'forbidden', 'forbidden'],
        );
      }
    }
  });

  it('is reading the own profile without a scope, and nothing else', () => {
    for (const actor of [person, administrator]) {
      assert.equal(may(actor, 'user.read', own), 'in');
      assert.equal(may(actor, 'user.read', other), 'scope');
      assert.equal(may(actor, 'password.change', own), 'scope');
    }
  });

  it('is within the organization for its administrators and applications, and everywhere for those of the host', () => {
    const scopes = ['PM.User'];
    for (const actor of [
      { ...administrator, scopes },
      { ...application, scopes },
    ]) {
      assert.deepEqual(
        [other, foreign].map((account) => may(actor, 'user.write', account)),
        ['in', 'forbidden'],
      );
      const host = { ...actor, ...ofHost };
      assert.deepEqual(
        [other, foreign].map((account) => may(host, 'user.write', account)),
        ['in', 'in'],
      );
    }
  });

  it('is proven for the organization of the account', () => {
    const host = permit({ ...administrator, ...ofHost, ...inPerson }, 'user.write', hostId);
    assert.deepEqual([permitOn(host, other).organizationId, permitOn(host, other).object], [school, other]);
  });

  it('holds for settings alike: of a person, and of the organization for who manages it', () => {
    const may = (actor: Actor, userId: string | null) =>
      verdictOf(() =>
        permitOnLevel(permit(actor, 'setting.write', actor.organizationId), { organizationId: school, userId }),
      );
    const levels = ['me', 'other', null];
    assert.deepEqual(
      levels.map((level) => may({ ...person, ...inPerson }, level)),
      ['in', 'forbidden', 'forbidden'],
    );
    for (const actor of [administrator, application]) {
      assert.deepEqual(
        levels.map((level) => may({ ...actor, scopes: ['PM.Setting.Write'] }, level)),
        ['in', 'in', 'in'],
      );
    }
    assert.equal(may({ ...administrator, ...elsewhere, ...inPerson }, 'me'), 'forbidden');
  });
});

describe('who becomes an administrator, and how administrators get in', () => {
  it('is for an administrator in person, and for a token with PM.User and PM.Group in full', () => {
    const may = (actor: Actor) =>
      verdictOf(() => requireAdministratorsConsent(permit(actor, 'profile.read', actor.organizationId)));
    const both = ['PM.User', 'PM.Group'];
    for (const [actor, expected] of [
      [{ ...administrator, ...inPerson }, 'in'],
      [{ ...application, scopes: both }, 'in'],
      [{ ...administrator, scopes: both }, 'in'],
      [{ ...application, scopes: ['PM.User'] }, 'forbidden'],
      [{ ...application, scopes: ['PM.Group'] }, 'forbidden'],
      [{ ...application, scopes: ['PM.User.Write', 'PM.Group.Write'] }, 'forbidden'],
      [{ ...administrator, scopes: ['PM.User', 'PM.Group.Write'] }, 'forbidden'],
      [{ ...person, ...inPerson }, 'forbidden'],
      [{ ...person, scopes: both }, 'forbidden'],
    ] as const) {
      assert.equal(may(actor), expected, `${actor.type} ${actor.scopes}`);
    }
  });
});

describe('personal data of the directory', () => {
  it('is for who manages accounts, as far as the token reads people', () => {
    const sees = (actor: Actor) => seesPersonalData(permit(actor, 'profile.read', actor.organizationId));
    for (const scope of ['PM.Directory', 'PM.Directory.Read', 'PM.User', 'PM.User.Read']) {
      assert.ok(sees({ ...application, scopes: [scope] }) && sees({ ...administrator, scopes: [scope] }));
      assert.ok(!sees({ ...person, scopes: [scope] }));
    }
    for (const scope of ['PM.Group', 'PM.RobotAccount', 'PM.OAuthApp.Read', 'PM.User.Write']) {
      assert.ok(!sees({ ...application, scopes: [scope] }) && !sees({ ...administrator, scopes: [scope] }));
    }
    assert.ok(sees({ ...administrator, ...inPerson }));
    assert.ok(!sees({ ...person, ...inPerson }));
  });
});

describe('a proof of permission', () => {
  it('is asked for by every use case, and nothing but this room makes one: so says the compiler', () => {
    const unproven = async (store: Store, request: Omit<Parameters<typeof createGroup>[1], 'permitted'>) => {
      const proof = permitOperator('group.read', school);
      listGroups(store, proof);
      // @ts-expect-error An actor and an organization prove nothing.
      listGroups(store, { actor: operator, organizationId: school, access: 'group.read', object: undefined });
      // @ts-expect-error A copy of a proof is none, so that nobody carries it to another organization.
      listGroups(store, { ...proof, organizationId: 'other' });
      // @ts-expect-error The right to one thing is not the right to another.
      listGroups(store, permitOperator('group.write', school));
      // @ts-expect-error What was decided for an organization was not decided for an object in it.
      const onAccount: Permitted<'group.read', { readonly id: string }> = proof;
      // @ts-expect-error A command carries one.
      await createGroup(store, request);
      return onAccount;
    };
    assert.equal(typeof unproven, 'function');
  });
});
