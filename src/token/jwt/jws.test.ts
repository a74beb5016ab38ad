import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeObject, parseJws } from './jws.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = part({ alg: 'RS256' });
const payload = part({ sub: 'x' });

test('a compact JWS is taken apart', () => {
  const text = `${header}.${payload}.AQID`;
  assert.deepEqual(parseJws(text), {
    text,
    header: { alg: 'RS256' },
    signingInput: `${header}.${payload}`,
    signature: Buffer.from([1, 2, 3]),
    payload,
  });
});

test('what does not have exactly three parts of base64url is no JWS', () => {
  for (const text of [
    '',
    'x',
    '..',
    `${header}.${payload}`,
    `${header}.${payload}.`,
    `${header}..AQID`,
    `.${payload}.AQID`,
    `${header}.${payload}.AQID.AQID`,
    `${header}.${payload}.AQID.`,
    `${header}.${payload}.AQ=`,
    `${header}.${payload}.A+ID`,
    `${header}.${payload}.AQ ID`,
    `${header}.${payload}.AQID\n`,
    ` ${header}.${payload}.AQID`,
  ]) {
    assert.equal(parseJws(text), undefined, JSON.stringify(text));
  }
});

test('a header that is no JSON object is no JWS', () => {
  for (const value of [null, 1, 'x', [], [{ alg: 'RS256' }]]) {
    assert.equal(parseJws(`${part(value)}.${payload}.AQID`), undefined, JSON.stringify(value));
  }
  assert.equal(parseJws(`AAAA.${payload}.AQID`), undefined);
});

test('a signature has one spelling', () => {
  assert.ok(parseJws(`${header}.${payload}.AQI`));
  assert.equal(parseJws(`${header}.${payload}.AQJ`), undefined, 'unused bits that are not zero');
  assert.equal(parseJws(`${header}.${payload}.A`), undefined, 'half a byte');
});

test('a part that holds no JSON object decodes to nothing', () => {
  assert.deepEqual(decodeObject(part({ a: 1 })), { a: 1 });
  assert.equal(decodeObject(part([1])), undefined);
  assert.equal(decodeObject('AAAA'), undefined);
});
