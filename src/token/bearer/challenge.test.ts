import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { GatehouseError } from '../../errors.ts';
import { proofRefused, reason, tokenMissing, tokenRefused } from './challenge.ts';

const challenge = ({ failure }: GatehouseError): string =>
  failure.code === 'Unauthenticated' ? failure.challenge : assert.fail(failure.code);

describe('the challenge to who has no good token', () => {
  it('says which scheme to use, and nothing of an error where no token was sent', () => {
    assert.equal(challenge(tokenMissing()), 'Bearer');
    assert.equal(challenge(tokenRefused()), 'Bearer error="invalid_token"');
    assert.equal(challenge(proofRefused()), 'DPoP error="invalid_dpop_proof"');
  });

  it('says why a token is refused, in the words that clients know', () => {
    const at = Date.UTC(2026, 1, 3, 4, 5, 6) / 1000;
    assert.equal(
      challenge(tokenRefused(reason.badSignature(), reason.expired(at))),
      'Bearer error="invalid_token", error_description="The signature is invalid; The token expired at \'02/03/2026 04:05:06\'"',
    );
    assert.equal(reason.wrongAudience(undefined), "The audience '(null)' is invalid");
    assert.equal(reason.wrongIssuer(['a', 'b']), "The issuer 'a,b' is invalid");
  });

  it('shows the nearest time that can be written, whatever number a token has', () => {
    assert.equal(reason.notYetValid(1e300), "The token is not valid before '12/31/9999 23:59:59'");
    assert.equal(reason.expired(-1), "The token expired at '01/01/1970 00:00:00'");
    assert.equal(reason.expired(1.5), "The token expired at '01/01/1970 00:00:01'");
  });

  it('holds nothing that would end the quoted text or the header, whatever a token says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const said = challenge(tokenRefused(reason.wrongAudience(text)));
        assert.match(said, /^Bearer error="invalid_token", error_description="[\x20-\x21\x23-\x5B\x5D-\x7E]*"$/);
      }),
    );
  });
});
