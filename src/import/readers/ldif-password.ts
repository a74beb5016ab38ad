import type { Fate, ImportedPerson, RetiredPassword } from '../person.ts';
import { forcedChange, lost } from './fates.ts';
import { ldapHashText } from './hash-text.ts';
import type { LdifEntry } from './ldif-entries.ts';
import { textsOf } from './ldif-groups.ts';
import { optional } from './optional.ts';
import { timeOf } from './time.ts';

type Password = Pick<
  ImportedPerson,
  'passwordHash' | 'password' | 'passwordChangedAt' | 'passwordHistory' | 'mustChangePassword' | 'fates'
>;

/** Forms of `userPassword`, the ones that are hardest to guess first. */
const ranks = [/^\$argon2/, /^\$2[aby]\$/, /^\{PBKDF2/, /^(?:\{CRYPT\})?\$[56]\$/, /^\{S(?:SHA|MD5)/, /^\{[A-Z]/];

/** The password of an entry, and what the password policy of the directory says of it. */
export function passwordOf({ attributes }: LdifEntry): Password {
  const values = attributes.get('userpassword')?.values ?? [];
  const [value, ...others] = textsOf(attributes.get('userpassword')).filter(Boolean).map(ldapHashText).sort(byRank);
  const hasReset = textsOf(attributes.get('pwdreset'))[0]?.toUpperCase() === 'TRUE';
  const mustChangePassword = hasReset || textsOf(attributes.get('pwdlastset'))[0] === '0';
  const passwordHistory = textsOf(attributes.get('pwdhistory')).flatMap(retiredOf);
  const passwordChangedAt = timeOf(textsOf(attributes.get('pwdchangedtime'))[0] ?? '');
  const fates: Fate[] = [];
  const isText = values.every((one) => typeof one === 'string');
  if (!isText) fates.push(lost('userPassword', 'a password in clear that is not UTF-8 is not imported'));
  if (others.length > 0) fates.push(lost('userPassword', 'of several passwords only the best hashed one is imported'));
  if (mustChangePassword) fates.push(forcedChange(hasReset ? 'pwdReset' : 'pwdLastSet'));
  return {
    ...(value === undefined ? {} : asHashOrClear(value)),
    ...optional({ passwordChangedAt }),
    ...(passwordHistory.length > 0 ? { passwordHistory } : {}),
    mustChangePassword,
    fates,
  };
}

/** RFC 4519, section 2.41: a value without a scheme is the password itself. */
function asHashOrClear(value: string): Pick<Password, 'password' | 'passwordHash'> {
  const clear =
    /^\{CLEARTEXT\}(.*)$/s.exec(value)?.[1] ??
    (/^(?:\{[\w-]+|\$(?:2[aby]|[56]|argon2\w+)\$)/.test(value) ? undefined : value);
  return clear === undefined ? { passwordHash: value } : { password: clear };
}

const rankOf = (value: string): number => {
  const rank = ranks.findIndex((form) => form.test(value));
  return rank === -1 ? ranks.length : rank;
};

const byRank = (one: string, other: string): number => rankOf(one) - rankOf(other);

/** `20260101000000Z#1.3.6.1.4.1.1466.115.121.1.40#38#{SSHA}…` (draft-behera-ldap-password-policy, section 5.3.4). */
function retiredOf(value: string): readonly RetiredPassword[] {
  const [, time = '', hash = ''] = /^([^#]*)#[^#]*#\d+#(\{.*|\$.*)$/s.exec(value) ?? [];
  const retiredAt = timeOf(time);
  return retiredAt === undefined ? [] : [{ passwordHash: ldapHashText(hash), retiredAt }];
}
