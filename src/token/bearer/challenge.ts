import { GatehouseError } from '../../errors.ts';

/** No bearer token was presented. */
export const tokenMissing = (): GatehouseError => unauthenticated('Bearer');

/** The token is refused for these reasons; without a reason, it is not an access token or was revoked (RFC 6750 section 3). */
export function tokenRefused(...reasons: readonly string[]): GatehouseError {
  const challenge = 'Bearer error="invalid_token"';
  if (reasons.length === 0) return unauthenticated(challenge);
  return unauthenticated(`${challenge}, error_description="${quotable(reasons.join('; '))}"`);
}

/** The token is bound to a key, and the request has no valid proof of it (RFC 9449 section 7.1). */
export const proofRefused = (): GatehouseError => unauthenticated('DPoP error="invalid_dpop_proof"');

/** The same refusal for a caller that has used the scheme `DPoP` (RFC 9449 section 7.1); what is none stays as it is. */
export function asDpop(error: unknown): unknown {
  const failure = error instanceof GatehouseError ? error.failure : undefined;
  return failure?.code === 'Unauthenticated' ? unauthenticated(failure.challenge.replace(/^Bearer/, 'DPoP')) : error;
}

/** The texts that clients of the original know. Times are seconds since the epoch. */
export const reason = {
  expired: (at: number) => `The token expired at '${utcTime(at)}'`,
  notYetValid: (from: number) => `The token is not valid before '${utcTime(from)}'`,
  noExpiration: () => 'The token has no expiration',
  badSignature: () => 'The signature is invalid',
  unknownKey: () => 'The signature key was not found',
  wrongAudience: (found: unknown) => `The audience '${shown(found)}' is invalid`,
  wrongIssuer: (found: unknown) => `The issuer '${shown(found)}' is invalid`,
} as const;

const unauthenticated = (challenge: string) => new GatehouseError({ code: 'Unauthenticated', challenge });

const shown = (value: unknown): string => (value === undefined ? '(null)' : String(value));

/** Replaces characters that are not allowed in an `error_description` (RFC 6750 section 3). */
const quotable = (text: string): string => text.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?');

/** `MM/dd/yyyy HH:mm:ss`. */
function utcTime(seconds: number): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(.{8})/.exec(isoTime(seconds)) ?? [];
  return `${month}/${day}/${year} ${time}`;
}

/** A time without a four-digit year is shown as the nearest one that has. */
const isoTime = (seconds: number): string =>
  new Date(Math.min(Math.max(seconds * 1000, 0), 253_402_300_799_000)).toISOString();
