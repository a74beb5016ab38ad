import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base32, fromBase32, standardLetters } from './base32.ts';
import { totpCode } from './totp.ts';

/** The secret of RFC 6238, appendix B, for SHA-1. */
const key = Buffer.from('12345678901234567890');

describe('a code of an app', () => {
  it('is the one of RFC 6238, appendix B, of whose eight digits apps show the last six', () => {
    for (const [seconds, expected] of [
      [59, '94287082'],
      [1_111_111_109, '07081804'],
      [1_111_111_111, '14050471'],
      [1_234_567_890, '89005924'],
      [2_000_000_000, '69279037'],
      [20_000_000_000, '65353130'],
    ] as const) {
      assert.equal(totpCode(key, Math.floor(seconds / 30)), expected.slice(2), String(seconds));
    }
  });

  it('is the one of RFC 4226, appendix D', () => {
    const codes = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');
    assert.deepEqual(
      codes.map((_, step) => totpCode(key, step)),
      codes,
    );
  });
});

describe('base 32', () => {
  it('is the one of RFC 4648, section 10, without padding', () => {
    for (const [text, written] of [
      ['', ''],
      ['f', 'MY'],
      ['fo', 'MZXQ'],
      ['foo', 'MZXW6'],
      ['foob', 'MZXW6YQ'],
      ['fooba', 'MZXW6YTB'],
      ['foobar', 'MZXW6YTBOI'],
    ] as const) {
      assert.equal(base32(Buffer.from(text), standardLetters), written);
      assert.equal(fromBase32(written).toString(), text);
    }
  });
});
