import { canonical } from '../directory/canonical.ts';
import { readDocument, readText } from '../seed/document.ts';
import { within } from '../seed/position.ts';
import { flag, mapping, objectOf, optional, type Reader } from '../seed/shape.ts';
import { lineOfText, notEmpty, text } from '../seed/text.ts';
import type { Column, Columns } from './reader.ts';

/** What the operator says of what is called otherwise here, or is to be left out. */
export interface Mapping {
  readonly columns?: Columns | undefined;
  readonly separator?: string | undefined;
  readonly encoding?: string | undefined;
  /** Names of groups by those of theirs in canonical form; false: it is left out. */
  readonly groups: ReadonlyMap<string, string | false>;
  readonly roles: ReadonlyMap<string, string | false>;
  /** Whether roles that are not named become groups. */
  readonly otherRoles: boolean;
}

export const noMapping: Mapping = { groups: new Map(), roles: new Map(), otherRoles: true };

const anyText = text(notEmpty);

function textsBy<T>(read: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (value, position) =>
    new Map(Object.entries(mapping(value, position)).map(([name, one]) => [name, read(one, within(position, name))]));
}

const columnShape = objectOf('a column', {
  column: optional(anyText),
  value: optional(text()),
  meanings: optional(textsBy(text())),
  separator: optional(anyText),
});

/** The head alone, or with more about it. */
const column: Reader<Column> = (value, position) => {
  if (typeof value === 'string') return { column: anyText(value, position) };
  const { column, value: fixed, meanings, separator } = columnShape(value, position);
  return {
    ...(column === undefined ? {} : { column }),
    ...(fixed === undefined ? {} : { value: fixed }),
    ...(meanings === undefined ? {} : { meanings: Object.fromEntries(meanings) }),
    ...(separator === undefined ? {} : { separator }),
  };
};

const nameOrNothing: Reader<string | false> = (value, position) =>
  value === false ? false : lineOfText(value, position);

const shape = objectOf('a mapping', {
  columns: optional(textsBy(column)),
  separator: optional(anyText),
  encoding: optional(anyText),
  groups: optional(textsBy(nameOrNothing), new Map()),
  roles: optional(textsBy(nameOrNothing), new Map()),
  otherRoles: optional(flag, true),
});

/** @throws StartupError naming the file, the line and what would be right there. */
export function readMapping(file: string): Mapping {
  const { value, root } = readDocument(readText('mapping file', file), file);
  const { columns, groups, roles, ...rest } = shape(value, root);
  const byCanonical = (names: ReadonlyMap<string, string | false>) =>
    new Map([...names].map(([name, ours]) => [canonical(name), ours]));
  return {
    ...rest,
    columns: columns && Object.fromEntries(columns),
    groups: byCanonical(groups),
    roles: byCanonical(roles),
  };
}
