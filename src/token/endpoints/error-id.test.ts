import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createSealer } from '../keys/sealer.ts';
import { sealer } from '../token.fixture.ts';
import { createErrorIds, type ErrorDetails } from './error-id.ts';

const ids = createErrorIds(sealer);
const data = { Error: 'invalid_request', ErrorDescription: 'Invalid redirect_uri', RequestId: 't', ClientId: 'app' };
const note: ErrorDetails = { application: 'Night batch', backTo: 'https://app.example.org/' };

describe('the errorId in the address of the page of errors', () => {
  it('is read as it was written, note included', () => {
    assert.deepEqual(ids.read(ids.write(data, note)), { ...note, ...data });
    assert.deepEqual(ids.read(ids.write(data, {})), data);
  });

  it('keeps every text as it is, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (error, detail) => {
        assert.deepEqual(ids.read(ids.write({ ...data, Error: error }, { detail })), { ...data, Error: error, detail });
      }),
    );
    const hostile = '","Mark":"x"}';
    assert.equal(ids.read(ids.write({ ...data, Error: hostile }, {}))?.Error, hostile);
  });

  it('is JSON in base64url, with the time as .NET counts it', () => {
    const { Created, Data } = JSON.parse(Buffer.from(ids.write(data, note), 'base64url').toString());
    assert.deepEqual(Data, data);
    const millisecondsSinceYear1 = Number(Created) / 10_000;
    assert.equal(new Date(millisecondsSinceYear1 - 62_135_596_800_000).getUTCFullYear(), new Date().getUTCFullYear());
  });

  it('is worth nothing when it was not written here, or was changed', () => {
    const written = ids.write(data, note);
    const json = Buffer.from(written, 'base64url').toString();
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    for (const forged of [
      '',
      'nonsense',
      encode('{}'),
      encode(json.replace('app.example', 'bad.example')),
      encode(json.replace(/"Mark":"[^"]*"/, '"Mark":""')),
      encode(json.replace(/,"Mark":"[^"]*"/, '')),
      encode(`${json} `),
      createErrorIds(createSealer(Buffer.alloc(32, 8))).write(data, note),
    ]) {
      assert.equal(ids.read(forged), undefined, forged);
    }
  });
});
