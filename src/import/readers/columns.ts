import { listIn } from '../../csv/list.ts';
import type { Fate, ImportedPerson } from '../person.ts';
import type { Column, Columns } from '../reader.ts';
import { lost } from './fates.ts';
import { isObject, type JsonObject } from './json-members.ts';
import { RowProblem } from './row-problem.ts';
import { timeOf } from './time.ts';
import { yesOrNo } from './yes-or-no.ts';

/** What stands in a column, by its head in small letters; null or undefined when nothing does. */
export type Cell = (head: string) => string | null | undefined;

/** How the text of a column becomes a member. Blanks around it, no-break spaces too, are gone already. */
type Read = (text: string, member: string, column: Column) => unknown;

const asText: Read = (text) => text;

const asFlag: Read = (text, member, { column = '' }) => {
  const flag = yesOrNo(text);
  if (flag !== undefined) return flag;
  throw new RowProblem(`column ${column} says neither yes nor no, which ${member} has to be`);
};

/** Epoch milliseconds, or a spelled time; one of zeros, as MySQL has it, is none. */
const asTime: Read = (text, member, { column = '' }) => {
  const time = /^\d{13}$/.test(text) ? Number(text) : timeOf(text);
  if (time !== undefined) return time;
  if (/^0000-00-00/.test(text)) return undefined;
  throw new RowProblem(`column ${column} has no time that could be ${member}`);
};

const asNumber: Read = (text, member, { column = '' }) => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RowProblem(`column ${column} has no number that could be ${member}`);
};

const asList: Read = (text, _, { separator }) => listIn(text, separator);

/** As `gatehouse export` writes them in CSV: a JSON object of texts. */
const asAttributes: Read = (text, member, { column = '' }) => {
  const attributes = objectIn(text);
  const isAttributes = attributes && Object.values(attributes).every((one) => one === null || typeof one === 'string');
  if (isAttributes) return attributes;
  throw new RowProblem(`column ${column} has no JSON object of texts that could be ${member}`);
};

function objectIn(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The members of a person that a column can be. */
const members: Readonly<Record<string, Read>> = {
  ...{ id: asText, userName: asText, email: asText, name: asText, surname: asText, displayName: asText },
  ...{ passwordHash: asText, password: asText, legacyId: asNumber, groups: asList, roles: asList },
  ...{ emailConfirmed: asFlag, isActive: asFlag, mustChangePassword: asFlag, invitationAccepted: asFlag },
  ...{ attributes: asAttributes, isTemporaryPassword: asFlag },
  ...{ bypassBasicAuthRestriction: asFlag, passwordChangedAt: asTime, createdAt: asTime, lastLoginAt: asTime },
};

export const memberNames: readonly string[] = Object.keys(members);

const attributePrefix = 'attributes.';

export const isMember = (name: string): boolean =>
  Object.hasOwn(members, name) || (name.startsWith(attributePrefix) && name.length > attributePrefix.length);

/** Columns that are called as the members are. */
export const ownNames: Columns = Object.fromEntries(Object.keys(members).map((name) => [name, { column: name }]));

/** @throws RowProblem when a column has what its member cannot be, or nobody could sign in under any name. */
export function personOf(position: string, cell: Cell, columns: Columns): ImportedPerson {
  const read: Record<string, unknown> = {};
  const attributes: Record<string, string> = {};
  for (const [member, column] of Object.entries(columns)) {
    const text = textOf(cell, column, member);
    if (text === undefined) continue;
    const value = (members[member] ?? asText)(text, member, column);
    if (member.startsWith(attributePrefix)) attributes[member.slice(attributePrefix.length)] = text;
    else if (value !== undefined) read[member] = value;
  }
  const userName = read.userName ?? read.email;
  if (typeof userName !== 'string') throw new RowProblem('has neither a user name nor an e-mail address');
  return {
    ...{ position, isActive: true, groups: [], roles: [], mustChangePassword: false },
    ...withOnePassword(read),
    ...(Object.keys(attributes).length > 0 ? { attributes: { ...(read.attributes ?? {}), ...attributes } } : {}),
    userName,
  };
}

/** A password in clear is of no use beside its hash. */
function withOnePassword(read: Record<string, unknown>): { readonly fates: readonly Fate[] } {
  if (read.passwordHash === undefined || read.password === undefined) return { ...read, fates: [] };
  const { password: _, ...others } = read;
  return { ...others, fates: [lost('password', 'there is a hash of it')] };
}

/** Undefined where nothing stands. A password is taken as it is, with the blanks around it. */
function textOf(cell: Cell, { column, value, meanings = {} }: Column, member: string): string | undefined {
  const found = column === undefined ? undefined : cell(column.trim().toLowerCase());
  const text = (member === 'password' ? found : found?.trim()) || value;
  const meaning = text === undefined ? undefined : meaningOf(meanings, text);
  return meaning ?? text;
}

function meaningOf(meanings: Readonly<Record<string, string>>, text: string): string | undefined {
  const key = text.toLowerCase();
  return Object.entries(meanings).find(([word]) => word.toLowerCase() === key)?.[1];
}
