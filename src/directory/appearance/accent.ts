/** The accent of an organization that has chosen none. */
export const defaultAccent = '#0b6e5f';

type Colour = readonly [red: number, green: number, blue: number];

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];
/** The surfaces of the style sheet on which the accent is written, the hardest of each theme. */
const lightSurface: Colour = [0xe9, 0xed, 0xeb];
const darkSurface: Colour = [0x24, 0x2c, 0x29];

/** Text must stand out from its ground this much (WCAG 2.2, success criterion 1.4.3). */
const readable = 4.5;

/** The accent that the setting asks for: `#rrggbb`, `#rgb` and nothing else, because it becomes part of a style sheet. */
export function accentOf(setting: string | undefined): string {
  const text = (setting ?? '').toLowerCase();
  if (/^#[0-9a-f]{3}$/.test(text)) return text.replaceAll(/[0-9a-f]/g, '$&$&');
  return /^#[0-9a-f]{6}$/.test(text) ? text : defaultAccent;
}

/**
 * The style sheet of an accent. Whatever colour was chosen, it is used as it is only where it can be read, and made
 * darker or lighter elsewhere.
 */
export function accentStyles(accent: string): string {
  const colour = parse(accent);
  const { ground: onLight } = coloursOf(accent);
  const onDark = until(colour, white, (shade) => contrast(shade, darkSurface) >= readable);
  const deep = until(colour, black, (shade) => contrast(shade, white) >= 8);
  return `:root {
  --accent: light-dark(${onLight}, ${onDark});
  --on-accent: light-dark(${inkOn(onLight)}, ${inkOn(onDark)});
  --accent-deep: ${deep};
}
`;
}

/** A ground for buttons on white, and the colour of what is written on it. */
export interface Colours {
  readonly ground: string;
  readonly ink: string;
}

/** For where a style sheet is not read, such as in mails. */
export function coloursOf(accent: string): Colours {
  const ground = until(parse(accent), black, (shade) => contrast(shade, lightSurface) >= readable);
  return { ground, ink: inkOn(ground) };
}

const inkOn = (ground: string): string => (contrast(parse(ground), white) >= readable ? '#ffffff' : '#0c100f');

/** Mixes more and more of the other colour in, until it is good enough. */
function until(colour: Colour, towards: Colour, isGood: (shade: Colour) => boolean): string {
  for (let share = 0; share < 1; share += 0.02) {
    const shade = mix(colour, towards, share);
    if (isGood(shade)) return format(shade);
  }
  return format(towards);
}

const mix = (one: Colour, other: Colour, share: number): Colour => {
  const channel = (index: 0 | 1 | 2) => Math.round(one[index] * (1 - share) + other[index] * share);
  return [channel(0), channel(1), channel(2)];
};

const parse = (hex: string): Colour => {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
};

const format = (colour: Colour): string =>
  `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/** WCAG 2.2, "contrast ratio". */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Colour): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
