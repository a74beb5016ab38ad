import type { Fate, ImportedPerson, ImportedRow } from '../person.ts';
import { type InputFile, type Reader, UnreadableFile } from '../reader.ts';
import { lost, mapped, unheardOf } from './fates.ts';
import { jsonElements } from './json-elements.ts';
import {
  exactText,
  flag,
  inWords,
  isObject,
  type JsonObject,
  list,
  object,
  requireObject,
  text,
} from './json-members.ts';
import { optional } from './optional.ts';
import { placeIn } from './place.ts';
import { RowProblem, rowOr } from './row-problem.ts';
import { timeOf } from './time.ts';

const wanted = {
  outermost: 'list',
  expected: 'what dumpdata of Django writes as JSON: a list of objects with model and fields',
} as const;

/** Names of groups by their keys: the list of groups stands before the people in every file of Django. */
type GroupNames = Map<unknown, string>;

/**
 * What `dumpdata auth` writes, with keys as numbers or natural ones. Any model with a password and a name to sign in
 * under is one of users, so that projects with a model of their own are read as well.
 */
export const readDjango: Reader = async function* (files) {
  const groupNames: GroupNames = new Map();
  for (const file of files) yield* rowsOf(file, placeIn(files, file), groupNames);
};

async function* rowsOf(file: InputFile, place: string, groupNames: GroupNames): AsyncGenerator<ImportedRow> {
  for await (const { index, value } of jsonElements(file, wanted)) {
    if (index === 0 && !(isObject(value) && typeof value.model === 'string' && isObject(value.fields))) {
      throw new UnreadableFile(`${file.name} is something else. Expected was ${wanted.expected}.`);
    }
    const position = `${place}[${index}]`;
    yield rowOr(position, () => rowOf(requireObject(value), position, groupNames));
  }
}

function rowOf(entry: JsonObject, position: string, groupNames: GroupNames): ImportedRow {
  const model = text(entry, 'model') ?? '';
  const fields = object(entry, 'fields') ?? {};
  if (model === 'auth.group') {
    const group = text(fields, 'name');
    if (group === undefined) throw new RowProblem('a group has no name');
    groupNames.set(entry.pk, group);
    return { position, group };
  }
  if (typeof fields.password === 'string' && nameOf(fields)) return personOf(entry, fields, position, groupNames);
  if (model === 'auth.user') throw new RowProblem('a user has no username, or no password');
  return { position, ...lost(model, 'entries of this model are not imported') };
}

const nameOf = (fields: JsonObject): string | undefined => text(fields, 'username') ?? text(fields, 'email');

function personOf(entry: JsonObject, fields: JsonObject, position: string, groupNames: GroupNames): ImportedPerson {
  const { groups, fates: ofGroups } = groupsOf(fields, groupNames);
  const { roles, fates: ofRoles } = rolesOf(fields);
  const password = exactText(fields, 'password') ?? '';
  return {
    position,
    userName: nameOf(fields) ?? '',
    ...optional({ id: idOf(entry), email: text(fields, 'email'), name: text(fields, 'first_name') }),
    ...optional({ surname: text(fields, 'last_name'), createdAt: timeIn(fields, 'date_joined') }),
    ...optional({ lastLoginAt: timeIn(fields, 'last_login') }),
    isActive: flag(fields, 'is_active') ?? true,
    groups,
    roles,
    // A password that nobody can have begins with an exclamation mark.
    ...(password === '' || password.startsWith('!') ? {} : { passwordHash: password }),
    mustChangePassword: false,
    fates: [...ofGroups, ...ofRoles, ...otherFates(fields)],
  };
}

const idOf = ({ pk }: JsonObject): string | undefined => (pk === undefined || pk === null ? undefined : inWords(pk));

const timeIn = (fields: JsonObject, name: string): number | undefined => timeOf(text(fields, name) ?? '');

/** A number, or as a natural key a list of the name. */
function groupsOf(fields: JsonObject, groupNames: GroupNames) {
  const groups: string[] = [];
  const fates: Fate[] = [];
  for (const key of list(fields, 'groups')) {
    const name = Array.isArray(key) ? key[0] : groupNames.get(key);
    if (typeof name === 'string') groups.push(name);
    else fates.push(lost('groups', 'the file does not say what the group is called: export auth.group as well'));
  }
  return { groups, fates };
}

function rolesOf(fields: JsonObject) {
  const flags = [
    { field: 'is_superuser', role: 'superuser' },
    { field: 'is_staff', role: 'staff' },
  ].filter(({ field }) => flag(fields, field));
  const fates = flags.map(({ field, role }) => mapped(field, `it becomes the role ${role}`));
  const hasOwnRights = list(fields, 'user_permissions').length > 0;
  const ofRights = hasOwnRights ? [lost('user_permissions', 'rights of one person alone are not imported')] : [];
  return { roles: flags.map(({ role }) => role), fates: [...fates, ...ofRights] };
}

const known = new Set([
  ...['password', 'last_login', 'is_superuser', 'username', 'first_name', 'last_name', 'email', 'is_staff'],
  ...['is_active', 'date_joined', 'groups', 'user_permissions'],
]);

const otherFates = (fields: JsonObject): readonly Fate[] =>
  Object.keys(fields)
    .filter((name) => !known.has(name) && fields[name] !== null && fields[name] !== '')
    .map(unheardOf);
