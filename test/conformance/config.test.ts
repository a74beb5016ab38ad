// The checks of the certification plan "Config OP" of the OpenID Foundation. See README.md.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageTags } from '../../src/http/pages/language.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { tableOf } from './table.ts';

const externalUrl = 'https://id.example.test';
const gatehouse = useGatehouse(async () => {}, { 'external-url': externalUrl });

describe('Config OP', () => {
  it('oidcc-discovery-endpoint-verification', async () => {
    const { status, headers, json } = await send(`${gatehouse.url}/identity/.well-known/openid-configuration`);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(json.issuer, `${externalUrl}/identity`);
    for (const [name, value] of Object.entries(json)) {
      if (/_endpoint$|_uri$|_iframe$/.test(name))
        assert.match(String(value), /^https:\/\/id\.example\.test\/identity\//, name);
    }
    for (const name of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'])
      assert.ok(json[name]);
    for (const [name, value] of [
      ['response_types_supported', 'code'],
      ['response_modes_supported', 'form_post'],
      ['subject_types_supported', 'public'],
      ['id_token_signing_alg_values_supported', 'RS256'],
      ['scopes_supported', 'openid'],
      ['grant_types_supported', 'authorization_code'],
      ['token_endpoint_auth_methods_supported', 'client_secret_basic'],
      ['token_endpoint_auth_methods_supported', 'client_secret_post'],
      ['code_challenge_methods_supported', 'S256'],
    ] as const) {
      assert.ok(json[name].includes(value), name);
    }
    for (const scope of json.scopes_supported) assert.match(scope, /^[\x21\x23-\x5b\x5d-\x7e]+$/);
    assert.ok(json.claims_supported.includes('sub'));
    assert.deepEqual(json.ui_locales_supported, languageTags);
    const { keys } = (await send(`${gatehouse.url}${new URL(json.jwks_uri).pathname}`)).json;
    assert.ok(keys.length > 0);
    for (const key of keys) {
      assert.deepEqual(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'], 'the public half only');
    }
  });

  it('has the rows of these tests in the table', () => {
    assert.deepEqual(tableOf('Config OP'), [{ name: 'oidcc-discovery-endpoint-verification', result: 'passed' }]);
  });
});
