import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLogo } from './logo.ts';

const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const setting = `data:image/png;base64,${picture.toString('base64')}`;

describe('the logo of an organization', () => {
  it('is read from a data URI', () => {
    const logo = readLogo(setting);
    assert.equal(logo?.type, 'image/png');
    assert.deepEqual(logo?.body, picture);
  });

  const refused = [
    undefined,
    '',
    'https://evil.example/logo.png',
    'data:text/html,<b>',
    'data:text/html;base64,PGI+',
    'data:image/png;base64,',
    'data:image/svg+xml;base64,PHN2Zy8+',
    `${setting}\n<b>`,
  ];
  for (const text of refused) {
    it(`is none when the setting is ${JSON.stringify(text)}`, () => assert.equal(readLogo(text), undefined));
  }
});
