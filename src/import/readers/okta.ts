import type { Fate, ImportedPerson } from '../person.ts';
import { type InputFile, type Reader, UnreadableFile } from '../reader.ts';
import { attributesOf } from './attributes.ts';
import { forcedChange, lockOut, lost, mapped } from './fates.ts';
import { jsonElements } from './json-elements.ts';
import { exactText, isObject, type JsonObject, object, requireObject, text, texts } from './json-members.ts';
import { hashText } from './okta-hash.ts';
import { optional } from './optional.ts';
import { placeIn } from './place.ts';
import { RowProblem, rowOr } from './row-problem.ts';
import { timeOf } from './time.ts';

const wanted = {
  outermost: 'list',
  expected: 'a list of users of Okta, as its users API has them, each with a profile',
} as const;

/** Users as the API of Okta has them, with hashes where somebody has put them there to be moved. */
export const readOkta: Reader = async function* (files) {
  for (const file of files) {
    for await (const { index, value } of jsonElements(file, wanted)) {
      if (index === 0) requireUser(file, value);
      const position = `${placeIn(files, file)}[${index}]`;
      yield rowOr(position, () => personOf(requireObject(value), position));
    }
  }
};

function requireUser(file: InputFile, value: unknown): void {
  if (isObject(value) && isObject(value.profile)) return;
  throw new UnreadableFile(`${file.name} is something else. Expected was ${wanted.expected}.`);
}

function personOf(user: JsonObject, position: string): ImportedPerson {
  const profile = object(user, 'profile') ?? {};
  const userName = text(profile, 'login') ?? text(profile, 'email');
  if (userName === undefined) throw new RowProblem('has neither profile.login nor profile.email');
  const { isActive, mustChangePassword, fates: ofStatus } = stateOf(text(user, 'status') ?? 'ACTIVE');
  const { attributes, fates } = attributesOf(othersOf(profile), 'profile.');
  const groups = texts(user, 'groupIds');
  const named =
    groups.length > 0 ? [mapped('groupIds', 'a group is called by its id: the mapping file can name it')] : [];
  return {
    position,
    userName,
    ...optional({ id: text(user, 'id'), email: text(profile, 'email'), name: text(profile, 'firstName') }),
    ...optional({ surname: text(profile, 'lastName'), displayName: text(profile, 'displayName') }),
    ...optional({ createdAt: timeIn(user, 'created'), lastLoginAt: timeIn(user, 'lastLogin') }),
    ...optional({ passwordChangedAt: timeIn(user, 'passwordChanged') }),
    isActive,
    groups,
    roles: [],
    attributes,
    ...passwordOf(object(user, 'credentials') ?? {}),
    mustChangePassword,
    fates: [...fates, ...ofStatus, ...named, ...credentialFates(object(user, 'credentials') ?? {})],
  };
}

const ownMembers = new Set(['login', 'email', 'firstName', 'lastName', 'displayName']);

const othersOf = (profile: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(profile).filter(([name]) => !ownMembers.has(name)));

const timeIn = (user: JsonObject, name: string): number | undefined => timeOf(text(user, name) ?? '');

function stateOf(status: string): Pick<ImportedPerson, 'isActive' | 'mustChangePassword' | 'fates'> {
  const state = { isActive: true, mustChangePassword: false, fates: [] };
  if (status === 'ACTIVE') return state;
  if (status === 'LOCKED_OUT') return { ...state, fates: [lockOut('status.LOCKED_OUT')] };
  if (status === 'PASSWORD_EXPIRED' || status === 'RECOVERY') {
    return { ...state, mustChangePassword: true, fates: [forcedChange(`status.${status}`)] };
  }
  return { ...state, isActive: false, fates: [mapped(`status.${status}`, 'who is not active there is inactive')] };
}

/** @throws RowProblem */
function passwordOf(credentials: JsonObject): Pick<ImportedPerson, 'password' | 'passwordHash'> {
  const password = object(credentials, 'password') ?? {};
  const hash = object(password, 'hash');
  return hash ? optional({ passwordHash: hashText(hash) }) : optional({ password: exactText(password, 'value') });
}

/** People of another directory or identity provider have their password there. */
function credentialFates(credentials: JsonObject): readonly Fate[] {
  const type = text(object(credentials, 'provider') ?? {}, 'type') ?? 'OKTA';
  const elsewhere = type === 'OKTA' || type === 'IMPORT';
  return [
    ...(elsewhere
      ? []
      : [lost(`credentials.provider.${type}`, 'the password is with another directory, which is not asked')]),
    ...(credentials.recovery_question
      ? [lost('credentials.recovery_question', 'there are no questions to recover by')]
      : []),
    ...(object(credentials, 'password')?.hook
      ? [lost('credentials.password.hook', 'no other system is asked for a password')]
      : []),
  ];
}
