import { isMultiFactor, type Method } from '../../directory/factor.ts';

/**
 * How a person signed in, in the words of RFC 8176. A passkey is asked for with the person verified, by a gesture or a PIN, so
 * it counts as several factors by itself.
 */
const values: Readonly<Record<Method, readonly string[]>> = {
  password: ['pwd'],
  totp: ['otp'],
  emailCode: ['otp'],
  recoveryCodes: ['otp'],
  passkey: ['hwk', 'user'],
};

/** What stands for more than one factor, in `amr` and as `acr`. */
export const multiFactor = 'mfa';

/** The claim `amr` (OpenID Connect Core section 2). */
export const amrOf = (methods: readonly Method[]): readonly string[] => [
  ...new Set([...methods.flatMap((method) => values[method]), ...(isMultiFactor(methods) ? [multiFactor] : [])]),
];

/** The claim `acr`, which only a sign-in with more than one factor has. */
export const acrOf = (amr: readonly string[]): typeof multiFactor | undefined =>
  amr.includes(multiFactor) ? multiFactor : undefined;
