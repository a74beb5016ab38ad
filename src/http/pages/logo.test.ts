import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLogo } from './logo.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

describe('the logo of an organization', () => {
  it('is read from a data URI in base64', () => {
    const logo = readLogo(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    assert.equal(logo?.type, 'image/svg+xml');
    assert.equal(String(logo?.body), svg);
  });

  it('is read from a data URI in percent-encoding', () => {
    assert.equal(String(readLogo(`data:image/svg+xml,${encodeURIComponent(svg)}`)?.body), svg);
  });

  const refused = [
    undefined,
    '',
    'https://evil.example/logo.png',
    'data:text/html,<b>',
    'data:image/png;base64,',
    'data:image/svg+xml,%E0%A4',
  ];
  for (const setting of refused) {
    it(`is none when the setting is ${JSON.stringify(setting)}`, () => assert.equal(readLogo(setting), undefined));
  }

  it('is none when it is too large', () => {
    assert.equal(readLogo(`data:image/png;base64,${'A'.repeat(300_000)}`), undefined);
  });
});
