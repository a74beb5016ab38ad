import type { Fate, ImportedPerson } from '../person.ts';
import { forcedChange, lost, secondFactor } from './fates.ts';
import { pbkdf2Text, rephrasedBase64 } from './hash-text.ts';
import { exactText, flag, inWords, isObject, type JsonObject, number, object, text, time } from './json-members.ts';
import { optional } from './optional.ts';
import { RowProblem } from './row-problem.ts';

type Password = Pick<
  ImportedPerson,
  'passwordHash' | 'password' | 'passwordChangedAt' | 'passwordHistory' | 'mustChangePassword' | 'fates'
>;

/**
 * The password among the credentials of a user, the earlier ones, and what becomes of the others.
 *
 * @throws RowProblem that says which member is wrong, and nothing of what is in it.
 */
export function passwordOf(credentials: readonly JsonObject[]): Password {
  const current = credentials.find(({ type }) => type === 'password');
  const isTemporary = current !== undefined && flag(current, 'temporary') === true;
  const changedAt = current && time(current, 'createdDate');
  return {
    // In clear only in a file that somebody has written by hand.
    ...(current ? optional({ password: exactText(current, 'value'), passwordHash: hashText(current) }) : {}),
    ...optional({ passwordChangedAt: changedAt }),
    ...historyOf(credentials, changedAt),
    mustChangePassword: isTemporary,
    fates: [...(isTemporary ? [forcedChange('credentials.temporary')] : []), ...credentials.flatMap(fateOf)],
  };
}

/** Each was in use until the one after it was set. */
function historyOf(
  credentials: readonly JsonObject[],
  changedAt: number | undefined,
): Pick<Password, 'passwordHistory'> {
  let retiredAt = changedAt ?? 0;
  const passwordHistory = credentials
    .filter(({ type }) => type === 'password-history')
    .map((credential) => ({ passwordHash: hashText(credential), createdAt: time(credential, 'createdDate') ?? 0 }))
    .sort((one, other) => other.createdAt - one.createdAt)
    .flatMap(({ passwordHash, createdAt }) => {
      const retired = { passwordHash: passwordHash ?? '', retiredAt };
      retiredAt = createdAt;
      return passwordHash === undefined ? [] : [retired];
    });
  return passwordHistory.length > 0 ? { passwordHistory } : {};
}

const secondFactors = new Set(['otp', 'totp', 'hotp', 'webauthn', 'webauthn-passwordless', 'recovery-authn-codes']);

function fateOf({ type }: JsonObject): Fate[] {
  if (type === 'password' || type === 'password-history') return [];
  const field = `credentials.${inWords(type)}`;
  return [
    secondFactors.has(inWords(type)) ? secondFactor(field) : lost(field, 'no credential but passwords is imported'),
  ];
}

/** Since Keycloak 8 in two texts that are JSON; before, in members of the credential. */
function hashText(credential: JsonObject): string | undefined {
  const data = parsed(credential, 'credentialData') ?? credential;
  const secret = parsed(credential, 'secretData') ?? credential;
  const key = exactText(secret, 'value') ?? exactText(secret, 'hashedSaltedValue');
  const algorithm = text(data, 'algorithm');
  if (key === undefined || algorithm === undefined) return undefined;
  const iterations = number(data, 'hashIterations') ?? 0;
  const salt = exactText(secret, 'salt') ?? '';
  if (algorithm === 'argon2') return argon2Text(object(data, 'additionalParameters') ?? {}, iterations, salt, key);
  // An extension that stores bcrypt keeps all of it in the value.
  if (/^\$2[aby]\$/.test(key)) return key;
  return pbkdf2Text({ scheme: algorithm.replace(/^pbkdf2-sha1$/, 'pbkdf2'), iterations, salt, key });
}

function parsed(credential: JsonObject, member: string): JsonObject | undefined {
  const json = exactText(credential, member);
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    if (isObject(value)) return value;
  } catch {
    // Told below: the message of the parser quotes what is in it.
  }
  throw new RowProblem(`${member} of a credential is no JSON object`);
}

function argon2Text(parameters: JsonObject, passes: number, salt: string, key: string): string {
  const parameter = (name: string): string => {
    const [value] = [parameters[name]].flat();
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const version = parameter('version') === '1.0' ? 16 : 19;
  const cost = `m=${parameter('memory')},t=${passes},p=${parameter('parallelism')}`;
  return `$argon2${parameter('type')}$v=${version}$${cost}$${rephrasedBase64(salt)}$${rephrasedBase64(key)}`;
}
