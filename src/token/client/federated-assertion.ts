import type { FederatedCredential } from '../../directory/federated-credential.ts';
import type { TrustedIssuers } from '../../outgoing/trusted-issuers.ts';
import { decodeObject, type JsonObject, parseJws } from '../jwt/jws.ts';
import { isSignedByAny } from '../jwt/signature.ts';
import { candidateKeys } from './client-assertion.ts';

/** How far the clock of the issuer may be ahead, in seconds. */
const leewaySeconds = 60;

export interface FederatedAssertionParts {
  readonly trustedIssuers: Pick<TrustedIssuers, 'keysOf'>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Why a token of another issuer does not authenticate an application, as a sentence for its developers; undefined when it
 * does (RFC 7523 section 3). It may be used again until it expires, because its issuer did not make it for one request.
 *
 * @param credentials the issuers, subjects and audiences that the application trusts.
 */
export async function refusedFederatedAssertion(
  text: string,
  credentials: readonly FederatedCredential[],
  { trustedIssuers, now }: FederatedAssertionParts,
): Promise<string | undefined> {
  const jws = parseJws(text);
  const claims = jws && decodeObject(jws.payload);
  if (!jws || !claims || jws.header.crit !== undefined) return 'The assertion is no signed JWT that is understood.';
  const credential = credentials.find((one) => matchesClaims(one, claims));
  if (!credential) return `No federated credential has ${quoteClaims(claims)}.`;
  const fault = timeFault(claims, now / 1000);
  if (fault !== undefined) return fault;
  const keys = await trustedIssuers.keysOf(credential.issuer, jws.header.kid);
  if (!keys) return `The keys of ${credential.issuer} were not found.`;
  return (await isSignedByAny(jws, candidateKeys(jws, keys)))
    ? undefined
    : `No key of ${credential.issuer} has signed the assertion.`;
}

const matchesClaims = ({ issuer, subject, audience }: FederatedCredential, { iss, sub, aud }: JsonObject): boolean =>
  iss === issuer && sub === subject && [aud].flat().includes(audience);

const quoteClaims = ({ iss, sub, aud }: JsonObject): string =>
  Object.entries({ iss, sub, aud })
    .map(([name, value]) => `${name} ${String(JSON.stringify(value)).slice(0, 80)}`)
    .join(', ');

function timeFault({ exp, nbf, iat }: JsonObject, seconds: number): string | undefined {
  if (typeof exp !== 'number' || exp <= seconds) return 'The assertion is over.';
  const begins = [nbf, iat].filter((one) => one !== undefined);
  const hasBegun = begins.every((one) => typeof one === 'number' && one <= seconds + leewaySeconds);
  return hasBegun ? undefined : 'The assertion does not hold yet.';
}
