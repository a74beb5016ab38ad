import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { updateUser } from '../../json/commands.fixture.ts';
import { readBody } from './read.ts';

describe('a body that may be left out', () => {
  it('is read as one with all members absent, whatever charset is named for it', () => {
    for (const contentType of ['', 'application/json', 'application/json; charset=nonsense']) {
      const sent = { bytes: new Uint8Array(), contentType };
      assert.equal(readBody(sent, { shape: updateUser, isBodyOptional: true }).ok, true, contentType);
    }
  });

  it('may be null, which generated clients write where they were given none', () => {
    for (const text of ['null', ' null\r\n']) {
      const sent = { bytes: Buffer.from(text), contentType: 'application/json' };
      const reading = readBody(sent, { shape: updateUser, isBodyOptional: true });
      assert.equal(reading.ok && typeof reading.value === 'object' && reading.value !== null, true);
      assert.deepEqual(readBody(sent, { shape: updateUser }), { ok: true, value: null });
    }
  });
});
