import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireQuota } from './quota.ts';

const levels = {
  person: { level: { organizationId: 'school', userId: 'dave' }, keys: 100, bytes: 65_536, text: /A person .* 100 / },
  organization: {
    level: { organizationId: 'school', userId: null },
    keys: 1000,
    bytes: 2_097_152,
    text: /An organization .* 1000 /,
  },
} as const;
const nothing = { keys: 0, bytes: 0 };

describe('the room for settings', () => {
  for (const [whose, { level, keys, bytes, text }] of Object.entries(levels)) {
    const fits = (before: typeof nothing, after: typeof nothing) => requireQuota(level, before, after);
    const refusal = { failure: { code: 'ValidationFailed' } } as const;

    it(`of a level is full at ${keys} keys or ${bytes} bytes: ${whose}`, () => {
      fits(nothing, { keys, bytes });
      for (const after of [
        { keys: keys + 1, bytes: 1 },
        { keys: 1, bytes: bytes + 1 },
      ]) {
        assert.throws(
          () => fits(nothing, after),
          (error: { failure: { code: string; errors: { Settings: string[] } } }) => {
            assert.equal(error.failure.code, refusal.failure.code);
            assert.match(error.failure.errors.Settings[0] ?? '', text);
            return true;
          },
        );
      }
    });

    it(`lets who has more than fits change it to less, and not to more: ${whose}`, () => {
      const over = { keys: keys + 10, bytes: bytes + 10 };
      fits(over, over);
      fits(over, { keys: keys + 9, bytes: bytes + 9 });
      assert.throws(() => fits(over, { ...over, keys: over.keys + 1 }));
      assert.throws(() => fits(over, { ...over, bytes: over.bytes + 1 }));
      assert.throws(() => fits({ keys: over.keys, bytes: 1 }, { keys: 1, bytes: over.bytes }));
    });
  }
});
