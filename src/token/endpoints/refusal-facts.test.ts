import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { refusalFacts } from './refusal-facts.ts';

const application = { redirectUris: ['https://app.example.org/a', 'https://app.example.org/b'] };

describe('what the log says of a refused request', () => {
  it('is the error and its reason, and the redirect URI only when it is what is wrong', () => {
    const facts = refusalFacts(
      new errors.InvalidRequest('missing state', 400, 'in the query'),
      'https://x.example/',
      application,
    );
    assert.deepEqual(facts, { oauthError: 'invalid_request', reason: 'missing state: in the query' });
  });

  it('names the scopes that the application may not ask for', () => {
    const facts = refusalFacts(new errors.InvalidScope('Invalid scope', 'PM.User PM.Group'), undefined, application);
    assert.equal(facts.scope, 'PM.User PM.Group');
  });

  it('names the redirect URI and those that would do', () => {
    const uri = 'https://app.example.org/c';
    const facts = refusalFacts(new errors.InvalidRedirectUri(), uri, application);
    assert.deepEqual([facts.redirectUri, facts.registeredUris], [uri, application.redirectUris.join(' ')]);
    const nobody = refusalFacts(new errors.InvalidRedirectUri(), uri, undefined);
    assert.deepEqual([nobody.redirectUri, nobody.registeredUris], [uri, '']);
    assert.equal('redirectUri' in refusalFacts(new errors.InvalidRedirectUri(), ['a', 'b'], application), false);
  });

  it('is never long, whatever was sent', () => {
    const long = 'x'.repeat(10_000);
    const redirectUris = Array.from({ length: 100 }, () => long);
    for (const facts of [
      refusalFacts(new errors.InvalidRedirectUri(), long, { redirectUris }),
      refusalFacts(new errors.InvalidScope(long, long), undefined, undefined),
    ]) {
      assert.ok(JSON.stringify(facts).length < 4000);
    }
  });
});
