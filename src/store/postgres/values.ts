import type { types } from 'pg';
import { pg } from './library.ts';

/** Numbers of the catalogue for types whose text `pg` does not turn into what SQLite gives. */
const oid = { bool: 16, int8: 20, numeric: 1700 } as const;

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [oid.bool]: (text) => (text === 't' ? 1 : 0),
  [oid.int8]: Number,
  [oid.numeric]: Number,
};

/** How values are read: as SQLite gives them. All numbers of the schema are smaller than 2^53. */
export const valueParsers = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    parsers[id] ?? pg().types.getTypeParser(id, format)) as typeof types.getTypeParser,
};
