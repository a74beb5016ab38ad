import { isAcceptable } from '../password/hash.ts';
import { isTooLong, maximumPasswordLength } from '../password/policy.ts';
import { refusal } from './position.ts';
import { flag, list, objectOf, optional, type ReadBy, type Reader, required } from './shape.ts';
import { email, lineOfText, notEmpty, readableText, text, userId } from './text.ts';

const hashForm = 'a password hash of a known scheme with acceptable parameters, as docs/password-hashes.md lists them';

const hashable = (password: string): string | undefined =>
  isTooLong(password) ? `must not be longer than ${maximumPasswordLength} characters` : undefined;

const shape = objectOf('a user', {
  id: optional(userId),
  userName: required(lineOfText),
  email: optional(email),
  name: optional(readableText),
  surname: optional(readableText),
  displayName: optional(readableText),
  isActive: optional(flag, true),
  bypassBasicAuthRestriction: optional(flag, false),
  password: optional(text(notEmpty, hashable)),
  /** Whether the password must keep the rules of the organization. Those of a hash cannot be known. */
  validatePassword: optional(flag, true),
  passwordHash: optional(text((hash) => (isAcceptable(hash) ? undefined : `must be ${hashForm}`))),
  mustChangePassword: optional(flag, false),
  groups: optional(list(lineOfText), []),
});

export type SeedUser = ReadBy<typeof shape>;

export const user: Reader<SeedUser> = (value, position) => {
  const declared = shape(value, position);
  const { password, passwordHash, mustChangePassword } = declared;
  if (password !== undefined && passwordHash !== undefined) {
    throw refusal(position, 'has both password and passwordHash: leave one of them out');
  }
  if (mustChangePassword && password === undefined && passwordHash === undefined) {
    throw refusal(position, 'has mustChangePassword but no password that could be changed');
  }
  return declared;
};
