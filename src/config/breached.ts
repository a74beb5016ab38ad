import { join } from 'node:path';
import { optionalPath } from './kinds.ts';
import type { Setting } from './setting.ts';

/** Where breached passwords are looked up, by organizations that refuse them. */
export const breachedSettings = {
  'breached-filter': {
    ...optionalPath('FILE', 'Filter of breached passwords that "gatehouse breached import" makes.'),
    fallbackText: 'breached.filter in the data folder, if it is there',
  },
  'breached-url': rangeUrl(),
} as const;

function rangeUrl(): Setting<string | undefined> {
  const expected = 'an http or https URL without query or user name, such as https://api.pwnedpasswords.com/range/';
  return {
    doc: 'Where breached passwords that are not in the filter are looked up by range: the URL in front of the five digits, such as https://api.pwnedpasswords.com/range/.',
    placeholder: 'URL',
    fallback: undefined,
    fallbackText: 'nowhere',
    read: (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      const isPlain = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}${url.pathname}`;
      return isPlain ? { value: url.href.replace(/\/*$/, '/') } : { expected };
    },
  };
}

interface Place {
  readonly data: string;
  readonly 'breached-filter': string | undefined;
}

/** The file of the filter, whether it is there or not. */
export const breachedFilterOf = ({ data, 'breached-filter': file }: Place): string =>
  file ?? join(data, 'breached.filter');
