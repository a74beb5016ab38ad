import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyoneGroupId } from './group.ts';
import { isRequiredOf, secondFactorPolicy } from './second-factor.ts';
import { settingDefaults } from './setting.ts';

const club = '8f14e45f-ceea-467f-a9c5-3a7b1b2c3d4e';
const other = '1b6453892473a467d07372d45eb05abc';
const policyOf = (groups: string) =>
  secondFactorPolicy({ ...settingDefaults, 'Auth.SecondFactor.RequiredGroups': groups });
const harry = { organizationId: 'school', id: 'harry' };
const groups = { isMember: async (_: string, groupId: string) => groupId === club };

describe('the groups whose members need a second factor', () => {
  it('are named by their ids in any spelling', async () => {
    for (const text of [club, club.toUpperCase(), ` ${other}, {${club.toUpperCase()}} `]) {
      assert.equal(await isRequiredOf({ groups }, harry, policyOf(text)), true, text);
    }
  });

  it('may be Everyone, of which nobody is written down as a member', async () => {
    assert.equal(await isRequiredOf({ groups }, harry, policyOf(`${other},${everyoneGroupId.toUpperCase()}`)), true);
  });

  it('are none where none is named', async () => {
    assert.equal(await isRequiredOf({ groups }, harry, policyOf(' , ')), false);
    assert.equal(await isRequiredOf({ groups }, harry, policyOf(other)), false);
  });
});
