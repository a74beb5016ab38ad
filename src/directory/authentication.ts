import { isMultiFactor, type Method } from './factor.ts';

/** How somebody signed in, as tokens say it and keep it. */
export interface Authentication {
  /** When the person last proved who they are, in epoch milliseconds. */
  readonly at: number;
  /** By what, in the words of RFC 8176: the claim `amr` (OpenID Connect Core section 2). */
  readonly amr: readonly string[];
  /** By which scheme the token came that says so (RFC 9449 section 7.1); Bearer unless it says otherwise. */
  readonly scheme?: 'DPoP';
}

/** A passkey is asked for with the person verified, by a gesture or a PIN, so it counts as several factors by itself. */
const values: Readonly<Record<Method, readonly string[]>> = {
  password: ['pwd'],
  totp: ['otp'],
  emailCode: ['otp'],
  recoveryCodes: ['otp'],
  passkey: ['hwk', 'user'],
};

/** What stands for more than one factor, in `amr` and as `acr`. */
export const multiFactor = 'mfa';

export const amrOf = (methods: readonly Method[]): readonly string[] => [
  ...new Set([...methods.flatMap((method) => values[method]), ...(isMultiFactor(methods) ? [multiFactor] : [])]),
];

/** What is said of people who signed in when there was nothing but passwords. */
export const passwordAlone = amrOf(['password']);

/** The claim `acr`, which only a sign-in with more than one factor has. */
export const acrOf = (amr: readonly string[]): typeof multiFactor | undefined =>
  amr.includes(multiFactor) ? multiFactor : undefined;
