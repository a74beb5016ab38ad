import type { ImportedRow } from '../person.ts';
import { type InputFile, type Reader, UnreadableFile } from '../reader.ts';
import { lost } from './fates.ts';
import { type JsonElement, jsonElements } from './json-elements.ts';
import { inWords, isObject, requireObject } from './json-members.ts';
import { RealmGroups } from './keycloak-groups.ts';
import { personOf } from './keycloak-user.ts';
import { placeIn } from './place.ts';
import { rowOr } from './row-problem.ts';

const wanted = {
  outermost: 'object',
  members: ['realm', 'roles'],
  lists: ['groups', 'users'],
  expected:
    'an export of a realm of Keycloak, with users: one file, or a folder with REALM-realm.json and REALM-users-0.json',
} as const;

/**
 * A realm as `kc.sh export` writes it: one file, or a folder with the realm in one and its people in others. What is no
 * person's, such as clients, is not looked at.
 */
export const readKeycloak: Reader = async function* (files) {
  const realms = new Set<string>();
  const groups = new RealmGroups();
  for (const file of files) yield* rowsOf(file, placeIn(files, file), realms, groups);
};

async function* rowsOf(
  file: InputFile,
  place: string,
  realms: Set<string>,
  groups: RealmGroups,
): AsyncGenerator<ImportedRow> {
  let isOne = false;
  for await (const element of jsonElements(file, wanted)) {
    isOne ||= element.member === 'realm' || hasUsername(element.value);
    if (!isOne && element.member === 'users') break;
    const position = `${place}${element.member}[${element.index}]`;
    if (element.member === 'realm') requireOneRealm(file, element.value, realms);
    else if (element.member === 'users') yield rowOr(position, () => rowOfUser(element, position, groups));
    else if (element.member === 'groups') {
      const rows = rowOr(position, () => groups.rowsOf(element.value, position));
      yield* 'problem' in rows ? [rows] : rows;
    } else if (hasComposite(element.value)) {
      yield { position: `${place}roles`, ...lost('composites', 'a role that holds others is imported without them') };
    }
  }
  if (!isOne) throw new UnreadableFile(`${file.name} is something else. Expected was ${wanted.expected}.`);
}

const hasUsername = (user: unknown): boolean => isObject(user) && typeof user.username === 'string';

function requireOneRealm(file: InputFile, realm: unknown, realms: Set<string>): void {
  realms.add(inWords(realm));
  if (realms.size === 1) return;
  throw new UnreadableFile(`${file.name} is of another realm than the file before it: import one realm at a time.`);
}

const hasComposite = (roles: unknown): boolean =>
  isObject(roles) && Array.isArray(roles.realm) && roles.realm.some(isComposite);

/** The role that everybody has holds others in every realm. */
const isComposite = (role: unknown): boolean =>
  isObject(role) && role.composite === true && !inWords(role.name).startsWith('default-roles-');

function rowOfUser({ value }: JsonElement, position: string, groups: RealmGroups): ImportedRow {
  const user = requireObject(value);
  if (user.serviceAccountClientId === undefined) return personOf(user, position, groups);
  return { position, ...lost('serviceAccountClientId', 'the account of a program is no person') };
}
