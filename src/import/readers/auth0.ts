import type { Fate, ImportedPerson } from '../person.ts';
import { type InputFile, type Reader, UnreadableFile } from '../reader.ts';
import { attributesOf } from './attributes.ts';
import { customHashText } from './auth0-hash.ts';
import { lost, photograph, secondFactor, unheardOf } from './fates.ts';
import { jsonElements } from './json-elements.ts';
import {
  exactText,
  flag,
  inWords,
  isObject,
  type JsonObject,
  object,
  objects,
  requireObject,
  text,
  texts,
} from './json-members.ts';
import { optional } from './optional.ts';
import { placeIn } from './place.ts';
import { RowProblem, rowOr } from './row-problem.ts';
import { firstCharacter } from './text.ts';
import { timeOf } from './time.ts';

const expected = 'users of Auth0: a list as its bulk import takes it, or one object a line as its exports have it';

/**
 * The users of a database connection of Auth0: the list that its bulk import takes, or the exports with an object in each
 * line, of profiles or of hashes.
 */
export const readAuth0: Reader = async function* (files) {
  for (const file of files) {
    const isSequence = (await firstCharacter(file)) === '{';
    const wanted = { outermost: isSequence ? 'sequence' : 'list', expected } as const;
    for await (const { index = 0, value } of jsonElements(file, wanted)) {
      if (index === 0) requireUser(file, value);
      const position = placeIn(files, file) + (isSequence ? `object ${index + 1}` : `[${index}]`);
      yield rowOr(position, () => personOf(requireObject(value), position));
    }
  }
};

function requireUser(file: InputFile, value: unknown): void {
  const isUser =
    isObject(value) && ['email', 'username', 'phone_number'].some((name) => typeof value[name] === 'string');
  if (!isUser || isObject(value.profile))
    throw new UnreadableFile(`${file.name} is something else. Expected were ${expected}.`);
}

function personOf(user: JsonObject, position: string): ImportedPerson {
  const email = text(user, 'email');
  const userName = text(user, 'username') ?? email ?? text(user, 'phone_number');
  if (userName === undefined) throw new RowProblem('has none of username, email and phone_number');
  const appMetadata = object(user, 'app_metadata') ?? {};
  const { roles: _, ...otherAppMetadata } = appMetadata;
  const metadata = { ...object(user, 'user_metadata'), ...otherAppMetadata, phoneNumber: user.phone_number };
  const { attributes, fates } = attributesOf(metadata, 'metadata.');
  return {
    position,
    userName,
    ...optional({
      id: text(user, 'user_id'),
      email,
      name: text(user, 'given_name'),
      surname: text(user, 'family_name'),
    }),
    ...optional({ displayName: text(user, 'name'), createdAt: timeOf(text(user, 'created_at') ?? '') }),
    ...optional({ lastLoginAt: timeOf(text(user, 'last_login') ?? ''), passwordHash: hashText(user) }),
    ...optional({ passwordChangedAt: changeOf(user) }),
    emailConfirmed: flag(user, 'email_verified') ?? false,
    isActive: !flag(user, 'blocked'),
    groups: [],
    roles: Array.isArray(appMetadata.roles) ? texts(appMetadata, 'roles') : [],
    attributes,
    logins: objects(user, 'identities').flatMap(loginOf),
    mustChangePassword: false,
    fates: [...fates, ...otherFates(user)],
  };
}

function hashText(user: JsonObject): string | undefined {
  const custom = object(user, 'custom_password_hash');
  return exactText(user, 'password_hash') ?? exactText(user, 'passwordHash') ?? (custom && customHashText(custom));
}

/** In the export of hashes as MongoDB writes a date: `{ "$date": … }`. */
function changeOf(user: JsonObject): number | undefined {
  const date = isObject(user.password_set_date) ? user.password_set_date.$date : user.password_set_date;
  return typeof date === 'string' ? timeOf(date) : undefined;
}

/** The account of the database itself is among the identities, under the provider `auth0`. */
function loginOf(identity: JsonObject) {
  const [loginProvider, providerKey] = [text(identity, 'connection'), identity.user_id];
  if (loginProvider === undefined || identity.provider === 'auth0' || !providerKey) return [];
  return [{ loginProvider, providerKey: inWords(providerKey), providerDisplayName: null }];
}

const known = new Set([
  ...['user_id', 'email', 'email_verified', 'given_name', 'family_name', 'name', 'nickname', 'username', 'blocked'],
  ...['password_hash', 'passwordHash', 'custom_password_hash', 'password_set_date', 'user_metadata', 'app_metadata'],
  ...['created_at', 'updated_at', 'last_login', 'last_ip', 'logins_count', 'last_password_reset', 'identities'],
  ...['phone_number', '_id', 'tenant', 'connection', '_tmp_is_unique', 'identifiers'],
]);

function otherFates(user: JsonObject): readonly Fate[] {
  return Object.keys(user)
    .filter((name) => !known.has(name) && user[name] !== null && user[name] !== false)
    .map((name) => {
      if (name === 'mfa_factors' || name === 'multifactor') return secondFactor(name);
      if (name === 'phone_verified') return lost(name, 'it is not kept whether a telephone number is confirmed');
      return name === 'picture' ? photograph(name) : unheardOf(name);
    });
}
