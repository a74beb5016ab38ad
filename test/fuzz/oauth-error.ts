import assert from 'node:assert/strict';
import { readJson } from './readable.ts';
import type { WireAnswer } from './wire.ts';

/** Every error of the token endpoint (RFC 6749 section 5.2). */
const codes = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
];

/** A refusal as OAuth clients read it, with nothing in it but an error and a description. */
export function assertOAuthError({ status, headers, body }: WireAnswer): void {
  const shown = `${status} ${body.toString('utf8', 0, 500)}`;
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.match(headers.get('cache-control') ?? '', /no-store/);
  const { error, error_description: description = 'none', ...more } = readJson(body);
  assert.ok(codes.includes(String(error)), shown);
  // Who tried the scheme of HTTP is challenged with it, and nobody else.
  const challenge = headers.get('www-authenticate');
  assert.equal(status, challenge === undefined ? 400 : 401, shown);
  if (challenge !== undefined) assert.deepEqual([error, challenge.slice(0, 6)], ['invalid_client', 'Basic ']);
  assert.ok(typeof description === 'string' && description.trim() !== '', shown);
  assert.deepEqual(more, {});
}
