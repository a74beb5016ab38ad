import type { Reader } from '../reader.ts';
import { bcryptText, pbkdf2Text } from './hash-text.ts';
import { peopleOfTables, type TableForm } from './table.ts';

const form: TableForm = {
  expected: 'the table user of MediaWiki in CSV, with the columns user_name and user_password',
  required: ['user_name', 'user_password'],
  columns: {
    ...{ id: { column: 'user_id' }, userName: { column: 'user_name' }, email: { column: 'user_email' } },
    ...{ passwordHash: { column: 'user_password' }, displayName: { column: 'user_real_name' } },
    ...{ createdAt: { column: 'user_registration' } },
  },
  ignored: [
    ...['user_email_authenticated', 'user_touched', 'user_token', 'user_email_token', 'user_email_token_expires'],
    ...['user_newpassword', 'user_newpass_time', 'user_editcount', 'user_password_expires', 'user_is_temp'],
  ],
  nullWord: 'NULL',
  refine: (person, cell) => {
    const emailConfirmed = Boolean(cell('user_email_authenticated')?.trim());
    const { passwordHash } = person;
    return {
      ...person,
      emailConfirmed,
      ...(passwordHash === undefined ? {} : { passwordHash: hashText(passwordHash) }),
    };
  },
};

/** The table of users of MediaWiki. */
export const readMediawiki: Reader = (files, options) => peopleOfTables(form, files, options);

/** `:type:…`, as the classes below `includes/password` of MediaWiki write it. */
function hashText(stored: string): string {
  const [, type, ...parts] = stored.split(':');
  if (type === 'argon2') return parts.join(':');
  if (type === 'bcrypt') return bcryptOf(parts.join(':')) ?? stored;
  if (type === 'pbkdf2') return pbkdf2Of(parts) ?? stored;
  return stored;
}

/** `9$` with 22 characters of salt, `$`, and 31 of the key; made by PHP, which writes `2y`. */
function bcryptOf(text: string): string | undefined {
  const [, cost, salt, key] = /^(\d+)\$([./\w]{22})\$([./\w]{31})$/.exec(text) ?? [];
  return cost && salt && key ? bcryptText('2y', cost, salt, key) : undefined;
}

/** `sha512:30000:64:SALT:KEY`. */
function pbkdf2Of([digest, iterations, , salt, key]: readonly string[]): string | undefined {
  const scheme = { sha1: 'pbkdf2', sha256: 'pbkdf2-sha256', sha512: 'pbkdf2-sha512' }[digest ?? ''];
  return scheme && iterations && salt && key ? pbkdf2Text({ scheme, iterations, salt, key }) : undefined;
}
