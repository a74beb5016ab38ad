import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Setting } from './setting.ts';

// The kinds of settings. Each function makes a setting from its placeholder, its default and its explanation.

/** Any text that is not blank. */
export function text(placeholder: string, fallback: string, doc: string): Setting<string> {
  return { doc, placeholder, fallback, read: (value) => (value.trim() ? { value } : { expected: 'a value' }) };
}

export function optionalText(placeholder: string, doc: string): Setting<string | undefined> {
  return { ...text(placeholder, '', doc), fallback: undefined, fallbackText: 'none' };
}

/** A path, made absolute. */
export function path(placeholder: string, fallback: string, doc: string): Setting<string> {
  const read = (value: string) => (value.trim() ? { value: resolve(value) } : { expected: 'a path' });
  return { doc, placeholder, fallback: resolve(fallback), fallbackText: fallback, read };
}

export function optionalPath(placeholder: string, doc: string): Setting<string | undefined> {
  return { ...path(placeholder, '', doc), fallback: undefined, fallbackText: 'none' };
}

/** A whole number in a range, both ends included. */
export function integer(least: number, most: number, fallback: number, doc: string): Setting<number> {
  const expected = `a whole number from ${least} to ${most}`;
  const read = (value: string) => {
    const number = /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? { value: number } : { expected };
  };
  return { doc, placeholder: 'N', fallback, read };
}

/** One of a few words, in any case. */
export function choice<const T extends string>(choices: readonly T[], fallback: NoInfer<T>, doc: string): Setting<T> {
  const read = (value: string) => {
    const found = choices.find((one) => one.toLowerCase() === value.trim().toLowerCase());
    return found ? { value: found } : { expected: `one of ${choices.join(', ')}` };
  };
  return { doc, placeholder: choices.join('|'), fallback, read };
}

/** A switch: its flag stands alone; elsewhere it is `true`, `yes`, `false` or `no`. */
export function yesOrNo(doc: string): Setting<boolean> {
  const values: Readonly<Record<string, boolean>> = { '': true, true: true, yes: true, false: false, no: false };
  const read = (text: string) => {
    const value = values[text.trim().toLowerCase()];
    return value === undefined ? { expected: 'true or false' } : { value };
  };
  return { doc, placeholder: '', fallback: false, isSwitch: true, read };
}

/** IP addresses and CIDR ranges, separated by commas. */
export function addresses(doc: string): Setting<readonly string[]> {
  return {
    doc,
    placeholder: 'LIST',
    fallback: [],
    fallbackText: 'none',
    read: (value) => {
      const list = value
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean);
      return list.every(isAddressRange) ? { value: list } : { expected: 'a list of IP addresses or CIDR ranges' };
    },
  };
}

function isAddressRange(range: string): boolean {
  const [address = '', bits, ...rest] = range.split('/');
  const family = address.includes('%') ? 0 : isIP(address);
  const isSized = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && isSized && rest.length === 0;
}
