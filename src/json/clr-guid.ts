/** `Guid.Parse`: every form that .NET understands, odd ones included. */
import { trimWhiteSpace, withoutWhiteSpace } from './clr-char.ts';
import { withoutLeadingZeros } from './clr-number.ts';

/** The uuid in lower case with hyphens, or undefined when the text is not a uuid. */
export function parseGuid(text: string): string | undefined {
  const trimmed = trimWhiteSpace(text);
  if (trimmed.startsWith('(')) return unwrapped(trimmed, ')');
  if (trimmed.startsWith('{')) return trimmed.includes('-') ? unwrapped(trimmed, '}') : parseHexGroups(trimmed);
  return trimmed.includes('-') ? parseHyphenated(trimmed) : parsePlain(trimmed);
}

function unwrapped(text: string, closing: string): string | undefined {
  return text.length === 38 && text.endsWith(closing) ? parseHyphenated(text.slice(1, -1)) : undefined;
}

function parsePlain(text: string): string | undefined {
  return /^[0-9a-fA-F]{32}$/.test(text) ? hyphenated(text) : undefined;
}

function parseHyphenated(text: string): string | undefined {
  if (text.length !== 36) return undefined;
  const match = /^(.{8})-(.{4})-(.{4})-(.{4})-(.{4})([0-9a-fA-F]{8})$/s.exec(text);
  if (!match) return undefined;
  const [, a = '', b = '', c = '', d = '', e = '', rest = ''] = match;
  return joined([hex(a, 8), hex(b, 4), hex(c, 4), hex(d, 4), hex(e, 4), rest]);
}

const GROUP = '0[xX]([^,{}]+)';
const HEX_GROUPS = new RegExp(`^\\{${GROUP},${GROUP},${GROUP},\\{${Array(8).fill(GROUP).join(',')}\\}\\}$`);

/** The form `{0x…,0x…,0x…,{0x…,…}}`: eleven groups, blanks anywhere. */
function parseHexGroups(text: string): string | undefined {
  const match = HEX_GROUPS.exec(withoutWhiteSpace(text));
  if (!match) return undefined;
  const [a = '', b = '', c = '', ...bytes] = match.slice(1);
  return joined([hex(a, 8), hex(b, 8)?.slice(4), hex(c, 8)?.slice(4), ...bytes.map(byte)]);
}

function byte(digits: string): string | undefined {
  const value = hex(digits, 8);
  return value?.startsWith('000000') ? value.slice(6) : undefined;
}

/** .NET still takes a plus sign and a `0x` in front of a group's digits. */
function hex(text: string, length: number): string | undefined {
  const written = /^\+?(?:0[xX])?([0-9a-fA-F]*)$/.exec(text)?.[1];
  if (written === undefined) return undefined;
  const digits = withoutLeadingZeros(written);
  return digits.length > 8 ? undefined : digits.padStart(length, '0');
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : hyphenated(parts.join(''));
}

function hyphenated(digits: string): string {
  return digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
