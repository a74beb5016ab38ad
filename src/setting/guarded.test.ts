import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Actor } from '../directory/permission/actor.ts';
import { permit, permitOnLevel } from '../directory/permission.ts';
import { GatehouseError } from '../errors.ts';
import { requireSafeguards } from './guarded.ts';

const school = 'school';
const administrator = {
  ...{ type: 'user' as const, id: 'me', organizationId: school, name: 'me', email: null },
  ...{ isFirstParty: false, isHost: false, isAdministrator: true, tokenEpoch: 1 },
};

/** `taken`, or the code of the refusal. */
function verdict(actor: Actor, keys: readonly string[], userId: string | null = null): string {
  const permitted = permitOnLevel(permit(actor, 'setting.write', school), { organizationId: school, userId });
  try {
    requireSafeguards(permitted, keys);
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof GatehouseError);
    return error.failure.code;
  }
}

const guarded = ['Auth.RequireConfirmedEmail', 'Email.Smtp.Host', 'auth.userlockout.isenabled', ' EMAIL.Anything'];

describe('a setting on which a protection rests', () => {
  const withSettings = { ...administrator, scopes: ['PM.Setting'] };

  it('is not changed with the right to change settings alone', () => {
    for (const key of guarded) {
      assert.equal(verdict(withSettings, [key]), 'ScopeMissing', key);
      assert.equal(verdict(withSettings, ['Branding.DisplayName', key]), 'ScopeMissing', key);
    }
  });

  it('is changed with PM.AuthSetting besides, and in person', () => {
    assert.equal(verdict({ ...administrator, scopes: ['PM.Setting', 'PM.AuthSetting'] }, guarded), 'taken');
    assert.equal(verdict({ ...administrator, scopes: [], isFirstParty: true }, guarded), 'taken');
  });

  it('is none of those that only decide how things look', () => {
    for (const key of ['Branding.Logo', 'UserTheme.Theme', 'Authentication', 'Emails', 'x.Auth.y']) {
      assert.equal(verdict(withSettings, [key]), 'taken', key);
    }
    assert.equal(verdict(withSettings, []), 'taken');
  });

  it('is nobody’s protection at the level of a person', () => {
    assert.equal(verdict(withSettings, guarded, 'other'), 'taken');
  });
});
