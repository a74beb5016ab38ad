import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import { internalScope } from './api-resource.ts';
import type { ApplicationScope } from './application.ts';
import { type Actor, operator } from './permission/actor.ts';
import { administrator, application, inPerson, person, school } from './permission.fixture.ts';
import { permit, permitOperator } from './permission.ts';
import { requireNotEnded, requireStanding, requireToGive } from './standing.ts';
import type { Tables } from './store.ts';

/** What has become of whoever was let in. */
interface Meanwhile {
  readonly user?: { readonly isActive: boolean; readonly tokenEpoch: number } | undefined;
  readonly isAdministrator?: boolean;
  readonly application?: { readonly isActive: boolean } | undefined;
  readonly scopes?: readonly ApplicationScope[];
}

const unchanged = { user: { isActive: true, tokenEpoch: person.tokenEpoch }, isAdministrator: true } as const;

const tablesOf = ({ user, isAdministrator, application, scopes }: Meanwhile) =>
  ({
    users: { find: async () => user },
    groups: { isMember: async () => isAdministrator },
    applications: { findByClientId: async () => application, scopes: async () => scopes },
  }) as unknown as Tables;

async function verdictOf(attempt: Promise<void>): Promise<string> {
  try {
    await attempt;
    return 'in';
  } catch (error) {
    assert.ok(error instanceof GatehouseError);
    const { failure } = error;
    return failure.code === 'Unauthenticated' ? String(failure.challenge) : failure.code;
  }
}

const ended = 'Bearer error="invalid_token"';

describe('whoever asks for what would outlive the end of their rights', () => {
  const stands = (actor: Actor, meanwhile: Meanwhile) => verdictOf(requireStanding(tablesOf(meanwhile), actor));

  it('stands while nothing of theirs has ended', async () => {
    assert.equal(await stands(administrator, unchanged), 'in');
    assert.equal(await stands(person, { ...unchanged, isAdministrator: false }), 'in');
  });

  it('is let out who was deleted or deactivated, or whose sign-ins have ended', async () => {
    for (const actor of [person, administrator]) {
      assert.equal(await stands(actor, { ...unchanged, user: undefined }), ended);
      assert.equal(await stands(actor, { ...unchanged, user: { ...unchanged.user, isActive: false } }), ended);
      assert.equal(await stands(actor, { ...unchanged, user: { ...unchanged.user, tokenEpoch: 2 } }), ended);
    }
  });

  it('is refused who is no administrator any more', async () => {
    assert.equal(await stands(administrator, { ...unchanged, isAdministrator: false }), 'Forbidden');
  });

  it('is told so by the scheme by which they came', async () => {
    const bound = { ...person, authentication: { at: 1, amr: ['pwd'], scheme: 'DPoP' } } as const;
    assert.equal(await stands(bound, { user: undefined }), 'DPoP error="invalid_token"');
    assert.equal(await verdictOf(requireNotEnded(tablesOf({ user: undefined }), { ...person })), ended);
  });

  it('is nobody who could have ended, where it is the operator or an application', async () => {
    assert.equal(await stands(operator, {}), 'in');
    assert.equal(await stands(application, {}), 'in');
  });
});

describe('whoever gives scopes', () => {
  const own = 'PM.User';
  const there = { application: { isActive: true }, scopes: [{ name: own, type: 'both' }] } as const;
  const gives = (actor: Actor, scopes: readonly string[], meanwhile: Meanwhile) =>
    verdictOf(requireToGive(tablesOf(meanwhile), permit(actor, 'application.write', school), scopes));
  const writer = { ...application, scopes: ['PM.OAuthApp', own] };

  it('gives none but the own, as before', async () => {
    assert.equal(await gives(writer, [`${own}.Read`], there), 'in');
    assert.equal(await gives(writer, ['PM.Group'], there), 'Forbidden');
  });

  it('gives none that the application has lost, also to people alone, or was switched off with, or deleted', async () => {
    assert.equal(await gives(writer, [own], { ...there, scopes: [] }), 'Forbidden');
    assert.equal(await gives(writer, [own], { ...there, scopes: [{ name: own, type: 'user' }] }), 'Forbidden');
    assert.equal(await gives(writer, [own], { ...there, application: { isActive: false } }), 'Forbidden');
    assert.equal(await gives(writer, [own], { ...there, application: undefined }), 'Forbidden');
  });

  it('gives whatever there is only while the application is of the house', async () => {
    const ofHouse = { ...application, ...inPerson, scopes: [internalScope] };
    const kept = { ...there, scopes: [{ name: internalScope, type: 'both' }] } as const;
    assert.equal(await gives(ofHouse, ['OR.Folders'], kept), 'in');
    assert.equal(await gives(ofHouse, ['OR.Folders'], there), 'Forbidden');
    assert.equal(await gives({ ...writer, isFirstParty: false }, ['OR.Folders'], kept), 'Forbidden');
  });

  it('is looked at again as a person, unless nothing is given', async () => {
    const admin = { ...administrator, ...inPerson };
    assert.equal(await gives(admin, [own], unchanged), 'in');
    assert.equal(await gives(admin, [own], { ...unchanged, isAdministrator: false }), 'Forbidden');
    assert.equal(await gives(admin, [own], { ...unchanged, user: undefined }), ended);
    assert.equal(await gives(admin, [], { user: undefined }), 'in');
    assert.equal(await gives({ ...administrator, scopes: ['PM.OAuthApp'] }, [own], unchanged), 'Forbidden');
    assert.equal(
      await verdictOf(requireToGive(tablesOf({}), permitOperator('application.write', school), [own])),
      'in',
    );
  });
});
