import type { Reader } from '../reader.ts';
import { ownNames } from './columns.ts';
import { ldapHashText } from './hash-text.ts';
import { peopleOfTables, type TableForm } from './table.ts';

/** In which `gatehouse export` marks the last row. */
export const lastRowColumn = 'isLastRow';

const form: TableForm = {
  expected: 'a table in CSV with a column for each member, as the mapping file names them',
  required: [],
  columns: ownNames,
  ignored: [lastRowColumn.toLowerCase()],
  lastRowColumn,
  refine: (person) =>
    person.passwordHash === undefined ? person : { ...person, passwordHash: ldapHashText(person.passwordHash) },
};

/** A table of whatever origin, whose columns are called as our members are or as the mapping file says. */
export const readCsv: Reader = (files, options) => peopleOfTables(form, files, options);
