import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deviceUri, kindOf } from './kind.ts';

describe('the kind of an application', () => {
  const kind = (isConfidential: boolean, ...uris: string[]) =>
    kindOf({ isConfidential, redirectUri: uris.join(',') || null });

  it('is that of a server where it has a secret', () => {
    assert.equal(kind(true), 'machine');
    assert.equal(kind(true, 'https://app.example/callback'), 'web');
  });

  it('shows in its addresses where it has none', () => {
    assert.equal(kind(false, 'https://app.example/', 'http://localhost:5173/'), 'spa');
    assert.equal(kind(false, 'http://localhost:5173/'), 'spa');
    assert.equal(kind(false, 'http://127.0.0.1/callback', 'com.example.app:/callback'), 'native');
    assert.equal(kind(false, deviceUri('https://id.example/identity')), 'device');
  });
});
