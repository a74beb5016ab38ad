import type { ExternalLogin } from '../../directory/user.ts';
import type { Fate, ImportedPerson } from '../person.ts';
import { type InputFile, type Reader, UnreadableFile } from '../reader.ts';
import { attributesOf } from './attributes.ts';
import { lost, photograph, secondFactor, unheardOf } from './fates.ts';
import { type HashParameters, parametersOf } from './firebase-parameters.ts';
import { rephrasedBase64 } from './hash-text.ts';
import { jsonElements } from './json-elements.ts';
import { exactText, flag, isObject, type JsonObject, objects, requireObject, text } from './json-members.ts';
import { optional } from './optional.ts';
import { placeIn } from './place.ts';
import { RowProblem, rowOr } from './row-problem.ts';
import { isTime } from './time.ts';

const wanted = {
  outermost: 'object',
  lists: ['users'],
  expected: 'what firebase auth:export writes as JSON: an object with a list of users, each with a localId',
} as const;

/** The users of Firebase Authentication. The parameters of their hashes are those that its console shows. */
export const readFirebase: Reader = async function* (files, { hashParameters }) {
  const parameters = hashParameters === undefined ? undefined : parametersOf(hashParameters);
  for (const file of files) {
    let hasUsers = false;
    for await (const { index, value } of jsonElements(file, wanted)) {
      if (!hasUsers) requireUser(file, value);
      hasUsers = true;
      requireParameters(file, value, parameters);
      const position = `${placeIn(files, file)}users[${index}]`;
      yield rowOr(position, () => personOf(requireObject(value), position, parameters));
    }
    if (!hasUsers) throw new UnreadableFile(`${file.name} has no users. Expected was ${wanted.expected}.`);
  }
};

function requireUser(file: InputFile, value: unknown): void {
  if (isObject(value) && typeof value.localId === 'string') return;
  throw new UnreadableFile(`${file.name} is something else. Expected was ${wanted.expected}.`);
}

function requireParameters(file: InputFile, user: unknown, parameters: HashParameters | undefined): void {
  if (parameters || !isObject(user) || !user.passwordHash) return;
  const help = 'the console of Firebase shows them, under Authentication, Password hash parameters';
  throw new UnreadableFile(`${file.name} has hashes, and their parameters are not given: ${help}.`);
}

function personOf(user: JsonObject, position: string, parameters: HashParameters | undefined): ImportedPerson {
  const localId = text(user, 'localId');
  const userName = text(user, 'email') ?? localId;
  if (userName === undefined) throw new RowProblem('has neither email nor localId');
  const logins = objects(user, 'providerUserInfo').flatMap(loginOf);
  const { attributes, fates } = attributesOf(
    { ...customAttributes(user), phoneNumber: user.phoneNumber },
    'customAttributes.',
  );
  return {
    position,
    userName,
    ...optional({ id: localId, email: text(user, 'email'), displayName: text(user, 'displayName') }),
    ...optional({ createdAt: timeIn(user, 'createdAt'), lastLoginAt: timeIn(user, 'lastSignedInAt') }),
    emailConfirmed: flag(user, 'emailVerified') ?? false,
    isActive: !flag(user, 'disabled'),
    groups: [],
    roles: [],
    attributes,
    logins,
    ...optional({ passwordHash: parameters && hashText(user, parameters) }),
    mustChangePassword: false,
    fates: [...fates, ...otherFates(user)],
  };
}

/** @see https://github.com/firebase/scrypt */
function hashText(
  user: JsonObject,
  { rounds, memoryCost, saltSeparator, signerKey }: HashParameters,
): string | undefined {
  const [hash, salt] = [exactText(user, 'passwordHash'), exactText(user, 'salt') ?? ''];
  if (!hash) return undefined;
  const parts = [salt, saltSeparator, signerKey, hash].map(rephrasedBase64);
  return `$firebase-scrypt$ln=${memoryCost},r=${rounds}$${parts.join('$')}`;
}

/** Of a password, and of a telephone number by which one may sign in, the account itself is the one who vouches. */
function loginOf(info: JsonObject): readonly ExternalLogin[] {
  const [loginProvider, providerKey] = [text(info, 'providerId'), text(info, 'rawId')];
  if (loginProvider === undefined || providerKey === undefined)
    throw new RowProblem('providerUserInfo has one without an id');
  if (loginProvider === 'password' || loginProvider === 'phone') return [];
  return [{ loginProvider, providerKey, providerDisplayName: null }];
}

/** Characters that Firebase allows in the claims of a user; longer ones could be too deep to be written again. */
const longestClaims = 1000;

/** Claims that an application has set, as JSON in a text. */
function customAttributes(user: JsonObject): JsonObject {
  const json = exactText(user, 'customAttributes');
  if (!json) return {};
  if (json.length > longestClaims) throw new RowProblem(`customAttributes is longer than ${longestClaims} characters`);
  try {
    const value: unknown = JSON.parse(json);
    if (isObject(value)) return value;
  } catch {
    // Told below: the message of the parser quotes what is in it.
  }
  throw new RowProblem('customAttributes is no JSON object');
}

/** Milliseconds as a text. */
function timeIn(user: JsonObject, name: string): number | undefined {
  const milliseconds = text(user, name);
  const epoch = /^\d{1,15}$/.test(milliseconds ?? '') ? Number(milliseconds) : Number.NaN;
  return isTime(epoch) ? epoch : undefined;
}

const known = new Set([
  ...['localId', 'email', 'emailVerified', 'passwordHash', 'salt', 'displayName', 'createdAt', 'lastSignedInAt'],
  ...['lastLoginAt', 'disabled', 'phoneNumber', 'providerUserInfo', 'customAttributes', 'validSince', 'version'],
  ...['passwordUpdatedAt', 'lastRefreshAt'],
]);

function otherFates(user: JsonObject): readonly Fate[] {
  const isPhoneAlone = objects(user, 'providerUserInfo').some(({ providerId }) => providerId === 'phone');
  const ofPhone = isPhoneAlone ? [lost('providerUserInfo.phone', 'nobody signs in by a code sent to a telephone')] : [];
  const others = Object.keys(user).filter((name) => !known.has(name) && user[name] !== null);
  return [...ofPhone, ...others.map(fateOf)];
}

function fateOf(name: string): Fate {
  if (name === 'mfaInfo') return secondFactor(name);
  return name === 'photoUrl' ? photograph(name) : unheardOf(name);
}
