import type { ExternalLogin } from '../../directory/user.ts';
import { type UserType, userTypes } from '../../directory/user-type.ts';
import type { ImportedPerson, ImportedRow, RetiredPassword } from '../person.ts';
import { type InputFile, type PieceReader, UnreadableFile } from '../reader.ts';
import { lost } from './fates.ts';
import {
  exactText,
  flag,
  type JsonObject,
  number,
  object,
  objects,
  requireObject,
  texts,
  time,
} from './json-members.ts';
import { optional } from './optional.ts';
import { placeIn } from './place.ts';
import { RowProblem, rowOr } from './row-problem.ts';
import { textOf } from './text.ts';

/** Files of the first one do not say where they end. */
const versions = { endless: 1, latest: 2 } as const;
const expected = 'an export of "gatehouse export --format json", complete from its first line';

/**
 * What `gatehouse export` has written: a group or a person in each line, between a line that says what it is and one that says how
 * many there are. Nothing is given before all files are known to be whole.
 */
export const readGatehouse: PieceReader = async function* (files) {
  for (const file of files) {
    if (await saysItsEnd(file)) continue;
    yield [{ position: file.name, ...lost('end of the file', notSaid) }];
  }
  for (const file of files) {
    const place = placeIn(files, file);
    let number = 0;
    for await (const lines of linesOf(file)) {
      const rows: ImportedRow[] = [];
      for (const line of lines) {
        number += 1;
        const position = `${place}line ${number}`;
        if (number > 1 && line !== '' && !endOf(line)) rows.push(rowOr(position, () => rowIn(line, position)));
      }
      yield rows;
    }
  }
};

const notSaid =
  'an earlier version wrote no last line, so nobody sees whether this was cut: compare the people with what the export told';

/**
 * Whether the file says how many lines it has; it is read through for that.
 *
 * @throws UnreadableFile when it has others, or is no such file.
 */
async function saysItsEnd(file: InputFile): Promise<boolean> {
  let version: number | undefined;
  let [lines, end] = [0, undefined as number | undefined];
  for await (const piece of linesOf(file)) {
    for (const line of piece) {
      if (version === undefined) version = versionIn(file, line);
      else if (line !== '') {
        end = endOf(line);
        lines += 1;
      }
    }
    if (version === versions.endless) return false;
  }
  if (version === undefined) throw new UnreadableFile(`${file.name} is empty. Expected was ${expected}.`);
  if (end === lines - 1) return true;
  const found = end === undefined ? 'its last line is missing' : `it has ${lines - 1} of ${end} lines`;
  throw new UnreadableFile(`${file.name} was cut or changed: ${found}. Nothing of it was imported.`);
}

/** How many lines are between the first and this one, if it is the last. */
function endOf(line: string): number | undefined {
  const end = /^\{"end":"people","lines":(\d{1,15})\}\r?$/.exec(line)?.[1];
  return end === undefined ? undefined : Number(end);
}

/** Characters; a person has a profile of some hundred, and attributes. */
const longestLine = 4 * 1024 * 1024;

/** Those of each piece of the file together. */
async function* linesOf(file: InputFile): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const piece of textOf(file)) {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    yield lines;
    if (rest.length > longestLine) throw new UnreadableFile(`${file.name} has a line that is too long for a person.`);
  }
  if (rest !== '') yield [rest];
}

function versionIn(file: InputFile, line: string): number {
  const first = /^\{"gatehouse":"people","version":(\d{1,9})\}\r?$/.exec(line);
  if (!first) throw new UnreadableFile(`${file.name} is something else. Expected was ${expected}.`);
  const version = Number(first[1]);
  if (version >= versions.endless && version <= versions.latest) return version;
  throw new UnreadableFile(`${file.name} was written by a later version of Gatehouse: use that one.`);
}

function objectIn(line: string): JsonObject {
  try {
    return requireObject(JSON.parse(line));
  } catch (error) {
    if (error instanceof RowProblem) throw error;
    throw new RowProblem('is not JSON: the file is damaged here');
  }
}

function rowIn(line: string, position: string): ImportedRow {
  const members = objectIn(line);
  const group = exactText(members, 'group');
  if (group === undefined) return personIn(members, position);
  return { position, group, ...optional({ id: idIn(members), createdAt: time(members, 'createdAt') }) };
}

function personIn(of: JsonObject, position: string): ImportedPerson {
  const userName = exactText(of, 'userName');
  if (userName === undefined) throw new RowProblem('has no userName');
  const more = optional({
    id: idIn(of),
    legacyId: wholeNumber(of, 'legacyId'),
    email: exactText(of, 'email'),
    name: exactText(of, 'name'),
    surname: exactText(of, 'surname'),
    displayName: exactText(of, 'displayName'),
    emailConfirmed: flag(of, 'emailConfirmed'),
    bypassBasicAuthRestriction: flag(of, 'bypassBasicAuthRestriction'),
    invitationAccepted: flag(of, 'invitationAccepted'),
    createdAt: time(of, 'createdAt'),
    lastLoginAt: time(of, 'lastLoginAt'),
    type: typeIn(of),
    attributes: attributesIn(of),
    logins: anyOf(objects(of, 'logins').map(loginIn)),
    passwordHash: exactText(of, 'passwordHash'),
    isTemporaryPassword: flag(of, 'isTemporaryPassword'),
    passwordChangedAt: time(of, 'passwordChangedAt'),
    keptRules: keptRulesIn(of),
    passwordHistory: anyOf(objects(of, 'passwordHistory').map(retiredIn)),
  });
  const isActive = flag(of, 'isActive') ?? true;
  const mustChangePassword = flag(of, 'mustChangePassword') ?? false;
  const groups = texts(of, 'groups');
  return { ...more, position, userName, groups, roles: [], fates: [], isActive, mustChangePassword };
}

/** An empty list is none. */
const anyOf = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

/** Any text that can be a segment of a URL: ids that are no UUIDs come from a seed file. */
function idIn(of: JsonObject): string | undefined {
  const id = exactText(of, 'id');
  if (id === undefined || (/^[^\p{C}/]{1,256}$/u.test(id) && id === id.trim() && id !== '.' && id !== '..')) return id;
  throw new RowProblem('id can be no part of a URL');
}

function wholeNumber(of: JsonObject, name: string): number | undefined {
  const value = number(of, name);
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw new RowProblem(`${name} is no whole number`);
}

function typeIn(of: JsonObject): UserType | undefined {
  const type = exactText(of, 'type');
  const known = userTypes.find((one) => one === type);
  if (type !== undefined && known === undefined) throw new RowProblem('type is none of those that there are');
  return known;
}

function attributesIn(of: JsonObject): Readonly<Record<string, string | null>> | undefined {
  const attributes = object(of, 'attributes');
  if (attributes === undefined) return undefined;
  const isText = (value: unknown) => value === null || typeof value === 'string';
  if (Object.values(attributes).every(isText)) return attributes as Readonly<Record<string, string | null>>;
  throw new RowProblem('attributes holds something that is no text');
}

/** As the rules are written down beside a password: a length, and words. */
function keptRulesIn(of: JsonObject): string | undefined {
  const rules = exactText(of, 'keptRules');
  if (rules === undefined || /^\d{1,4}(?: [a-z]{1,20}){0,20}$/.test(rules)) return rules;
  throw new RowProblem('keptRules names no rules');
}

function loginIn(of: JsonObject): ExternalLogin {
  const [loginProvider, providerKey] = [exactText(of, 'loginProvider'), exactText(of, 'providerKey')];
  if (loginProvider === undefined || providerKey === undefined) throw new RowProblem('logins holds one without a key');
  return { loginProvider, providerKey, providerDisplayName: exactText(of, 'providerDisplayName') ?? null };
}

function retiredIn(of: JsonObject): RetiredPassword {
  const [passwordHash, retiredAt] = [exactText(of, 'passwordHash'), time(of, 'retiredAt')];
  if (passwordHash !== undefined && retiredAt !== undefined) return { passwordHash, retiredAt };
  throw new RowProblem('passwordHistory holds one without a hash or a time');
}
