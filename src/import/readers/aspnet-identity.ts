import type { Fate, ImportedPerson, ImportedRow } from '../person.ts';
import { type InputFile, type Reader, type ReaderOptions, UnreadableFile } from '../reader.ts';
import { type Cell, personOf } from './columns.ts';
import { lockedForGood, lockOut, lost, secondFactor } from './fates.ts';
import { jsonElements } from './json-elements.ts';
import { inWords, isObject, type JsonObject, requireObject } from './json-members.ts';
import { placeIn } from './place.ts';
import { rowOr } from './row-problem.ts';
import { peopleOfTables, type TableForm } from './table.ts';
import { firstCharacter } from './text.ts';
import { timeOf } from './time.ts';
import { yesOrNo } from './yes-or-no.ts';

const form: TableForm = {
  expected: 'the table AspNetUsers in CSV or JSON, with UserName and PasswordHash',
  required: ['username', 'passwordhash'],
  columns: {
    ...{ id: { column: 'Id' }, userName: { column: 'UserName' }, email: { column: 'Email' } },
    ...{ emailConfirmed: { column: 'EmailConfirmed' }, passwordHash: { column: 'PasswordHash' } },
    ...{ 'attributes.phoneNumber': { column: 'PhoneNumber' } },
    // What applications add to the table, as most of them call it; and roles, where the export has joined them.
    ...{ name: { column: 'FirstName' }, surname: { column: 'LastName' }, displayName: { column: 'DisplayName' } },
    ...{ roles: { column: 'Roles' } },
  },
  ignored: [
    ...['normalizedusername', 'normalizedemail', 'securitystamp', 'concurrencystamp', 'phonenumberconfirmed'],
    ...['twofactorenabled', 'lockoutend', 'lockoutenddateutc', 'lockoutenabled', 'accessfailedcount'],
  ],
  nullWord: 'NULL',
  refine: withLocks,
};

/** The table of users of ASP.NET Core Identity, and of ASP.NET Identity 2 before it. */
export const readAspnetIdentity: Reader = async function* (files, options) {
  const tables: InputFile[] = [];
  const lists: InputFile[] = [];
  for (const file of files) ((await firstCharacter(file)) === '[' ? lists : tables).push(file);
  yield* peopleOfTables(form, tables, options);
  for (const file of lists) yield* peopleOfJson(file, placeIn(files, file), options);
};

/** As `FOR JSON PATH` writes: a list of objects, members that are NULL left out. */
async function* peopleOfJson(file: InputFile, place: string, options: ReaderOptions): AsyncGenerator<ImportedRow> {
  const columns = { ...form.columns, ...options.columns };
  const wanted = { outermost: 'list', expected: form.expected } as const;
  for await (const { index, value } of jsonElements(file, wanted)) {
    if (index === 0) requireUser(file, value);
    const position = `${place}[${index}]`;
    yield rowOr(position, () => {
      const cell = cellOf(requireObject(value));
      return form.refine(personOf(position, cell, columns), cell);
    });
  }
}

function requireUser(file: InputFile, value: unknown): void {
  if (isObject(value) && Object.keys(value).some((name) => name.toLowerCase() === 'username')) return;
  throw new UnreadableFile(`${file.name} is something else. Expected was ${form.expected}.`);
}

function cellOf(row: JsonObject): Cell {
  const cells = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  return (head) => {
    const value = cells.get(head);
    return value === null || value === undefined ? undefined : inWords(value);
  };
}

/** A lock-out until the year 9999 or so is how administrators disable people there. */
const forGood = Date.UTC(2200, 0, 1);

function withLocks(person: ImportedPerson, cell: Cell): ImportedPerson {
  const fates: Fate[] = [...person.fates];
  if (yesOrNo(cell('twofactorenabled') ?? '')) fates.push(secondFactor('TwoFactorEnabled'));
  const confirmed = yesOrNo(cell('phonenumberconfirmed') ?? '') && cell('phonenumber');
  if (confirmed) fates.push(lost('PhoneNumberConfirmed', 'it is not kept whether a telephone number is confirmed'));
  const lockedUntil = timeOf(cell('lockoutend') ?? cell('lockoutenddateutc') ?? '');
  const isForGood = lockedUntil !== undefined && lockedUntil >= forGood;
  if (isForGood) fates.push(lockedForGood('LockoutEnd'));
  else if (lockedUntil !== undefined && lockedUntil > Date.now()) fates.push(lockOut('LockoutEnd'));
  return { ...person, isActive: person.isActive && !isForGood, fates };
}
