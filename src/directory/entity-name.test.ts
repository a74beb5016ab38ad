import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import { requireDisplayName, requireEntityName } from './entity-name.ts';

const refusal = (attempt: () => unknown): unknown => {
  try {
    return attempt();
  } catch (error) {
    assert.ok(error instanceof GatehouseError && error.failure.code === 'ValidationFailed');
    return error.failure.errors;
  }
};

describe('the name of a group, a robot account or an application', () => {
  it('is kept without the blanks around it', () => {
    assert.equal(requireEntityName('  Night  batch\t'), 'Night  batch');
    assert.equal(requireDisplayName(' Zoë '), 'Zoë');
    assert.equal(requireEntityName('x'.repeat(256)).length, 256);
  });

  for (const [what, given, problem] of [
    ['is missing', null, 'The Name field is required.'],
    ['is empty', '', 'The Name field is required.'],
    ['holds blanks only', ' \t\u00a0', 'The Name field is required.'],
    ['is too long', 'x'.repeat(257), 'The field Name must be a string with a maximum length of 256.'],
    ['holds what nobody sees', 'a\u200bb', 'The field Name must not contain invisible characters.'],
    ['holds control characters', 'a\u0007b', 'The field Name must not contain control characters.'],
  ] as const) {
    it(`is refused when it ${what}, under the name of its member`, () => {
      assert.deepEqual(
        refusal(() => requireEntityName(given)),
        { Name: [problem] },
      );
    });
  }

  it('may not hold the joiners of emoji, which a display name may: nobody is found by that', () => {
    const family = '👩\u200d👧';
    assert.deepEqual(
      refusal(() => requireEntityName(family)),
      {
        Name: ['The field Name must not contain invisible characters.'],
      },
    );
    assert.equal(requireDisplayName(family), family);
    assert.deepEqual(
      refusal(() => requireDisplayName('')),
      { DisplayName: ['The DisplayName field is required.'] },
    );
  });
});
