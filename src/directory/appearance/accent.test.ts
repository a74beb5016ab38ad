import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accentOf, accentStyles, defaultAccent } from './accent.ts';

describe('the accent of an organization', () => {
  it('is the colour of the setting', () => assert.equal(accentOf('#AB12cd'), '#ab12cd'));

  for (const setting of [undefined, '', 'red', '#ff', '#12345g', '#123456;}', 'url(//evil.example)']) {
    it(`is ours when the setting is ${JSON.stringify(setting)}`, () => assert.equal(accentOf(setting), defaultAccent));
  }

  it('can be given in its short form', () => assert.equal(accentOf('#a1F'), '#aa11ff'));

  it('can be read in both themes, whatever it is', () => {
    for (const accent of ['#000000', '#ffffff', '#ffff00', '#0000ff', '#808080', '#ff0000', defaultAccent]) {
      const colours = accentStyles(accent).match(/#[0-9a-f]{6}/g) ?? [];
      assert.equal(colours.length, 5, accent);
      const [onLight = '', onDark = '', inkOnLight = '', inkOnDark = '', deep = ''] = colours;
      assert.ok(ratio(onLight, '#e9edeb') >= 4.5, `${accent} on light: ${onLight}`);
      assert.ok(ratio(onDark, '#242c29') >= 4.5, `${accent} on dark: ${onDark}`);
      assert.ok(ratio(onLight, inkOnLight) >= 4.5, `text on ${onLight}`);
      assert.ok(ratio(onDark, inkOnDark) >= 4.5, `text on ${onDark}`);
      assert.ok(ratio(deep, '#ffffff') >= 7, `white on ${deep}`);
    }
  });

  it('is left alone where it can be read', () =>
    assert.match(accentStyles('#0b3d91'), /--accent: light-dark\(#0b3d91,/));
});

function ratio(one: string, other: string): number {
  const luminance = (hex: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
