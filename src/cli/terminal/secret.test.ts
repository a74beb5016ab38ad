import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingDefaults } from '../../directory/setting.ts';
import { passwordFor } from './secret.ts';

const organization = { id: 'o1', name: 'Mill' } as Parameters<typeof passwordFor>[1];
const settings = { inForce: async () => settingDefaults } as unknown as Parameters<typeof passwordFor>[0]['settings'];

/** Every word of four letters and digits that begins with an A: half of all passwords would have one of them. */
const signs = 'abcdefghijklmnopqrstuvwxyz23456789';
const words = Array.from(signs).flatMap((two) =>
  Array.from(signs).flatMap((three) => Array.from(signs, (four) => `a${two}${three}${four}`)),
);

describe('a password that a command generates', () => {
  it('has no name of the person in it, which the organization may refuse', async () => {
    const person = { organizationId: 'o1', userName: 'ada', displayName: words.join(' ') };
    for (let count = 0; count < 30; count += 1) {
      const { password, isGenerated } = await passwordFor({ settings }, organization, person, { generate: '' });
      assert.ok(isGenerated);
      assert.doesNotMatch(password, /(?:^|-)a/i);
    }
  });
});
