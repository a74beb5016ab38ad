import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { unwrapPfx } from './unwrap.ts';

describe('a PFX file', () => {
  it('that is not open by the deadline is given up, and the next one of its owner is opened', async () => {
    const url = new URL('../../test/contract/certificates/password.pfx', import.meta.url);
    const wrapped = { file: readFileSync(url).toString('base64'), password: 'alohomora' };
    assert.deepEqual(await unwrapPfx(wrapped, 'a', undefined, 0), { refused: 'time' });
    const opened = await unwrapPfx(wrapped, 'a');
    assert.ok('certificate' in opened && !opened.hasForeignKey);
  });
});
