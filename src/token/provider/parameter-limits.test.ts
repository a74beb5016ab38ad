import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitParameters } from './parameter-limits.ts';

test('what is within its limit is taken as it is, empty and unknown parameters are not', () => {
  const given = { client_id: 'c', state: 's'.repeat(2048), nonce: '', foo: 'bar', constructor: 'x', claims: '{}' };
  const { parameters, refusal } = limitParameters(Object.entries(given));
  assert.equal(refusal, undefined);
  assert.deepEqual(Object.fromEntries(parameters), { client_id: 'c', state: given.state });
});

test('what is too long is refused by its name, and is none of those that it is compared with', () => {
  for (const [name, most] of [
    ['client_id', 256],
    ['redirect_uri', 2048],
    ['nonce', 2048],
    ['login_hint', 2048],
    ['scope', 4096],
  ] as const) {
    const { parameters, refusal } = limitParameters([[name, 'x'.repeat(most + 10)]]);
    assert.equal(refusal, `${name} must not be longer than ${most} characters.`);
    assert.equal(parameters.get(name)?.length, most + 1);
  }
});

test('a state that is too long does not come back', () => {
  const { parameters, refusal } = limitParameters([['state', 'x'.repeat(2049)]]);
  assert.equal(refusal, 'state must not be longer than 2048 characters.');
  assert.equal(parameters.get('state'), null);
});

test('all parameters together have a limit, in bytes', () => {
  const filled = (nonce: string) =>
    [
      ['state', '€'.repeat(2000)],
      ['nonce', nonce],
    ] as const;
  assert.equal(limitParameters(filled('n'.repeat(2048))).refusal, undefined);
  assert.equal(
    limitParameters([...filled('n'.repeat(2048)), ['login_hint', 'x'.repeat(145)]]).refusal,
    'The request must not be larger than 8192 bytes.',
  );
  assert.ok(limitParameters([['state', '\u0000'.repeat(2000)]]).refusal, 'what takes much room in a URL');
  const often = Array.from({ length: 10_000 }, () => ['state', 'x'] as const);
  assert.ok(limitParameters(often).refusal);
});
