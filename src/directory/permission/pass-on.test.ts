import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administrator, application, inPerson, ofHost, school } from '../permission.fixture.ts';
import { permit } from '../permission.ts';
import { mayPassOn, requirePassOn } from './pass-on.ts';

describe('a scope', () => {
  it('is passed on by who has it, whole or in part, and by who acts in person; those of the host by the host', () => {
    const held = (...scopes: string[]) => ({ ...application, scopes });
    for (const [actor, scope, expected] of [
      [held('PM.User'), 'PM.User', true],
      [held('PM.User'), 'PM.User.Read', true],
      [held('PM.User'), 'PM.UserLoginAttempt.Read', false],
      [held('PM.User.Read', 'PM.User.Write'), 'PM.User', false],
      [held('PM.OAuthApp.Write'), 'PM.OAuthApp.Read', false],
      [held('PM.OAuthApp'), 'OR.Folders', false],
      [held('OR.Folders'), 'OR.Folders', true],
      // What the makers of another API mean by a part of a name is theirs to say.
      [held('OR.Folders'), 'OR.Folders.Read', false],
      [held(), 'openid', true],
      [held(), 'offline_access', true],
      [{ ...administrator, scopes: ['PM.OAuthApp'] }, 'PM.User', false],
      [{ ...administrator, ...inPerson }, 'PM.User', true],
      [{ ...administrator, ...inPerson }, 'OR.Folders', true],
      [{ ...administrator, ...inPerson }, 'PM.Partition', false],
      [{ ...administrator, ...inPerson, ...ofHost }, 'PM.Partition.Read', true],
      [held('PM.Partition'), 'PM.Partition', false],
      [{ ...held('PM.Partition'), ...ofHost }, 'PM.Partition.Write', true],
    ] as const) {
      assert.equal(mayPassOn(actor, scope), expected, `${actor.scopes} → ${scope}`);
    }
  });

  it('that is not the actor’s to give is named in the refusal', () => {
    const permitted = permit({ ...application, scopes: ['PM.OAuthApp', 'PM.User'] }, 'application.write', school);
    requirePassOn(permitted, ['PM.User.Read', 'openid']);
    assert.throws(() => requirePassOn(permitted, ['PM.User', 'PM.Group', 'OR.Jobs']), /: PM\.Group, OR\.Jobs\.$/);
  });
});
