import { hash } from 'node:crypto';
import { scopeNames } from '../../directory/scope.ts';
import { LruMemory, sizeOf } from '../../lru.ts';
import { boundThumbprint } from '../dpop/proof.ts';
import { clockSkewSeconds } from '../jwt/access-token.ts';
import type { Audience } from '../jwt/audience.ts';
import { decodeObject, type JsonObject, type Jws, parseJws } from '../jwt/jws.ts';
import { isSignedWith } from '../jwt/sign.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { isSigningAlgorithm } from '../keys/signing-keys.ts';
import { reason, tokenRefused } from './challenge.ts';

/** The claims of a verified access token. */
export interface BearerToken {
  readonly kid: string;
  /** Its `jti`. */
  readonly id: string;
  /** The grant under which it was issued to a person; it ends with that grant. */
  readonly grantId: string | undefined;
  /** The personal access token that it was exchanged for. */
  readonly personalAccessTokenId: string | undefined;
  /** When the person signed in, or the personal access token was made: seconds since the epoch. */
  readonly authTime: number | undefined;
  /** By what the person signed in. */
  readonly amr: readonly string[];
  /** The thumbprint of the key that the token is bound to (RFC 9449 section 6.1): without a proof it is refused. */
  readonly boundTo: string | undefined;
  readonly issuer: string;
  readonly audience: Audience;
  readonly subject: string;
  readonly subjectType: 'application' | 'user' | 'installation';
  readonly clientId: string;
  readonly organizationId: string;
  readonly scopes: readonly string[];
  /** The user's `tokenEpoch` when the token was made. */
  readonly epoch: number | undefined;
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly expiresAt: number;
}

/** The keys that verify signatures. */
export interface VerificationKeys {
  find(kid: string, now: number): Pick<SigningKey, 'publicKey' | 'algorithm'> | undefined;
  /** Reads which keys were added or removed, also by other processes. */
  refresh(): Promise<void>;
}

/** A longer token is refused unread. One with forty scopes has 2 KiB. */
const maxTokenLength = 16 * 1024;

/** The memory for verified tokens: enough for ten thousand of ordinary length. */
const rememberedBytes = 16 * 1024 * 1024;

/**
 * Makes the verifier for access tokens of these issuers. A verified token is remembered, which is a hundred times as fast;
 * its lifetime and its key are still checked every time.
 *
 * The verifier throws GatehouseError Unauthenticated with a challenge that names what is wrong. The expiry is exact; only
 * the start may be `clockSkewSeconds` ahead, for tokens of another process.
 */
export function createBearerVerifier(issuers: readonly string[], keys: VerificationKeys) {
  const remembered = new LruMemory<BearerToken>(rememberedBytes);

  return async function verifyBearer(text: string, now: number): Promise<BearerToken> {
    if (text.length > maxTokenLength) throw tokenRefused();
    await keys.refresh();
    // Remembered under its digest, so that a memory dump has no usable token.
    const digest = hash('sha256', text, 'base64url');
    const known = remembered.get(digest);
    if (known && keys.find(known.kid, now)) {
      refuseFor(lifetimeFaults(known.notBefore, known.expiresAt, now));
      return known;
    }
    remembered.delete(digest);
    const token = await verifyToken(text, issuers, keys, now);
    remembered.set(digest, token, sizeOf(token));
    return token;
  };
}

/** Checks the signature first: the claims of an unverified token are not reported. */
async function verifyToken(
  text: string,
  issuers: readonly string[],
  keys: VerificationKeys,
  now: number,
): Promise<BearerToken> {
  const jws = parseJws(text);
  if (!jws || !isAccessTokenHeader(jws.header)) throw tokenRefused();
  const kid = await requireSignature(jws, keys, now);
  const claims = decodeObject(jws.payload);
  if (!claims) throw tokenRefused();
  refuseFor(claimFaults(claims, issuers, now));
  return readClaims(claims, kid) ?? refuse();
}

/**
 * Accepts only headers that this server writes, so that a token cannot choose how it is verified. ID tokens have no type,
 * and logout tokens another one.
 */
const isAccessTokenHeader = ({ alg, typ, crit }: JsonObject): boolean =>
  isSigningAlgorithm(alg) && (typ === 'at+jwt' || typ === 'JWT') && crit === undefined;

async function requireSignature(jws: Jws, keys: VerificationKeys, now: number): Promise<string> {
  const { alg, kid } = jws.header;
  if (typeof kid !== 'string') throw tokenRefused(reason.unknownKey());
  const key = keys.find(kid, now);
  if (!key) throw tokenRefused(reason.unknownKey());
  if (alg !== key.algorithm) throw tokenRefused();
  if (!isSignedWith(key, jws.signingInput, jws.signature)) throw tokenRefused(reason.badSignature());
  return kid;
}

/** All faults of the registered claims (RFC 7519 section 4.1). */
function claimFaults({ exp, nbf, aud, iss }: JsonObject, issuers: readonly string[], now: number): readonly string[] {
  const faults = [...lifetimeFaults(nbf, exp, now)];
  if (!isAudience(aud)) faults.push(reason.wrongAudience(aud));
  if (!issuers.some((issuer) => issuer === iss)) faults.push(reason.wrongIssuer(iss));
  return faults;
}

/** Any audience is accepted: the scopes of a token decide what it allows here. */
const isAudience = (aud: unknown): aud is Audience =>
  Array.isArray(aud) ? aud.length > 0 && aud.every(isNonEmptyText) : isNonEmptyText(aud);

function lifetimeFaults(notBefore: unknown, expiresAt: unknown, now: number): readonly string[] {
  const faults: string[] = [];
  if (typeof expiresAt !== 'number') faults.push(reason.noExpiration());
  else if (expiresAt * 1000 <= now) faults.push(reason.expired(expiresAt));
  if (typeof notBefore === 'number' && (notBefore - clockSkewSeconds) * 1000 > now) {
    faults.push(reason.notYetValid(notBefore));
  }
  return faults;
}

/** Undefined when a claim that every access token of ours has is missing or of another type. */
function readClaims(claims: JsonObject, kid: string): BearerToken | undefined {
  const {
    jti,
    sub,
    client_id: clientId,
    prt_id: organizationId,
    epoch,
    nbf,
    exp,
    grant_id: grantId,
    iss,
    aud,
  } = claims;
  const subjectType = subjectTypes.get(claims.sub_type);
  const scopes = readScope(claims.scope);
  if (!isNonEmptyText(sub) || !isNonEmptyText(clientId) || !isNonEmptyText(organizationId) || !subjectType || !scopes)
    return undefined;
  if (!isNonEmptyText(iss) || !isAudience(aud)) return undefined;
  if (!isNonEmptyText(jti) || typeof nbf !== 'number' || typeof exp !== 'number') return undefined;
  return Object.freeze({
    kid,
    id: jti,
    grantId: isNonEmptyText(grantId) ? grantId : undefined,
    personalAccessTokenId: isNonEmptyText(claims.pat_id) ? claims.pat_id : undefined,
    authTime: typeof claims.auth_time === 'number' ? claims.auth_time : undefined,
    amr: isTexts(claims.amr) ? Object.freeze([...claims.amr]) : [],
    // A token that is bound to anything but a key can never be proved here: no thumbprint equals ''.
    boundTo: claims.cnf === undefined ? undefined : (boundThumbprint(claims.cnf) ?? ''),
    issuer: iss,
    audience: aud,
    subject: sub,
    subjectType,
    clientId,
    organizationId,
    scopes,
    epoch: typeof epoch === 'number' ? epoch : undefined,
    notBefore: nbf,
    expiresAt: exp,
  });
}

const subjectTypes: ReadonlyMap<unknown, BearerToken['subjectType']> = new Map([
  ['service.external', 'application'],
  ['user', 'user'],
  ['installation', 'installation'],
]);

/** An array of names, or names separated by spaces. */
function readScope(scope: unknown): readonly string[] | undefined {
  if (typeof scope === 'string') return Object.freeze(scopeNames(scope));
  if (isTexts(scope)) return Object.freeze([...scope]);
  return undefined;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isNonEmptyText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function refuseFor(faults: readonly string[]): void {
  if (faults.length > 0) throw tokenRefused(...faults);
}

function refuse(): never {
  throw tokenRefused();
}
