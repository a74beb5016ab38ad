import type { RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Factor } from '../directory/factor.ts';
import type { User } from '../directory/user.ts';
import { readAssertion, readRegistration } from './passkey-answer.ts';
import { userHandle } from './passkey-handle.ts';
import {
  credentialsOf,
  newChallenge,
  passkeyTimeoutMs,
  type RelyingParty,
  readAsked,
  relyingParty,
} from './passkey-question.ts';
import { afterAnswer, isAnswered, type PasskeyState, passkeyState } from './passkey-state.ts';
import type {
  Answer,
  BeginTools,
  Begun,
  ClonedAnswer,
  FactorStrategy,
  FactorTools,
  NewFactor,
  RightAnswer,
} from './strategy.ts';

/**
 * Passkeys (WebAuthn Level 3): discoverable, so that a person need not say a name, and never without a gesture or a PIN, so
 * that one is two factors at once. Nobody is asked of which make theirs is.
 */
export const passkey: FactorStrategy = { kind: 'passkey', isSingle: false, begin, isSame, confirm, verify };

/** Loaded with the first passkey: most starts need none. */
const library = () => import('@simplewebauthn/server');

/** By COSE: Ed25519, ECDSA with P-256, RSA. The one that is liked best comes first. */
const algorithms = [-8, -7, -257];

/** Bytes of a key: RSA of 4096 bits has 540. Longer ones would only take long to verify with. */
const longestKey = 640;

async function begin(tools: BeginTools, user: User, own: readonly Factor[]): Promise<Begun> {
  const challenge = newChallenge();
  const id = relyingParty(tools)?.id;
  const name = user.userName;
  const shown = {
    ...{ challenge, rp: { id, name: tools.issuer }, timeout: passkeyTimeoutMs, attestation: 'none' },
    user: { id: userHandle(user), name, displayName: user.displayName || name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: credentialsOf(own),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  };
  return { shown, kept: challenge };
}

function isSame(_tools: unknown, one: Factor, made: NewFactor): boolean {
  return passkeyState(one).credentialId === passkeyState(made).credentialId;
}

async function confirm(tools: FactorTools, _: User, kept: string, answer: string): Promise<NewFactor | undefined> {
  const [party, response] = [relyingParty(tools), readRegistration(answer)];
  if (!party || !response) return undefined;
  const { verifyRegistrationResponse } = await library();
  const registered = await orWrong(async () =>
    verifyRegistrationResponse({
      ...{ response: await withoutAttestation(response), supportedAlgorithmIDs: algorithms },
      ...{ expectedChallenge: kept, ...expected(party) },
    }),
  );
  if (!registered?.verified) return undefined;
  const { id: credentialId, publicKey, counter } = registered.registrationInfo.credential;
  if (credentialId !== response.id || publicKey.length > longestKey) return undefined;
  const transports = knownTransports(response.response.transports);
  const key = Buffer.from(publicKey).toString('base64url');
  const state: PasskeyState = { credentialId, publicKey: key, counter, transports, answered: [] };
  return { state: JSON.stringify(state), secret: null };
}

async function verify(
  tools: FactorTools,
  own: readonly Factor[],
  { text, asked: kept }: Answer,
): Promise<RightAnswer | ClonedAnswer | undefined> {
  const [party, response, asked] = [relyingParty(tools), readAssertion(text), readAsked(kept)];
  const factor = own.find((one) => passkeyState(one).credentialId === response?.id);
  if (!party || !response || !asked || !factor) return undefined;
  const state = passkeyState(factor);
  if (isAnswered(state, asked.at)) return undefined;
  const { verifyAuthenticationResponse } = await library();
  // The library would compare the counters before it has verified the signature: anybody could report a clone.
  const credential = { id: state.credentialId, publicKey: Buffer.from(state.publicKey, 'base64url'), counter: 0 };
  const verified = await orWrong(() =>
    verifyAuthenticationResponse({ response, credential, expectedChallenge: asked.challenge, ...expected(party) }),
  );
  if (!verified?.verified) return undefined;
  const { newCounter } = verified.authenticationInfo;
  if (hasGoneBack(state.counter, newCounter)) return { factor, isCloned: true };
  return { factor, state: JSON.stringify(afterAnswer(state, newCounter, asked.at)) };
}

const expected = ({ id, origin }: RelyingParty) => ({
  ...{ expectedOrigin: origin, expectedRPID: id, requireUserVerification: true },
});

/** Two that count have counted for themselves (WebAuthn Level 3, section 7.2, step 22); many do not count at all. */
const hasGoneBack = (before: number, now: number): boolean => (before > 0 || now > 0) && now <= before;

/** The library throws whatever is wrong with what a browser has sent. */
async function orWrong<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

/**
 * The same without the statement of what made the passkey, which some authenticators send unasked: to verify one, the library
 * would follow addresses in its certificates.
 */
async function withoutAttestation(response: RegistrationResponseJSON): Promise<RegistrationResponseJSON> {
  const { decodeAttestationObject, isoBase64URL, isoCBOR } = await import('@simplewebauthn/server/helpers');
  const authData = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject)).get('authData');
  const nothing = new Map<string, never>();
  const none = isoCBOR.encode(
    new Map<string, string | Uint8Array | Map<string, never>>([
      ['fmt', 'none'],
      ['attStmt', nothing],
      ['authData', authData],
    ]),
  );
  return { ...response, response: { ...response.response, attestationObject: isoBase64URL.fromBuffer(none) } };
}

/** The browser's hints, as far as browsers know them, so that nothing else is stored. */
const knownTransports = (given: unknown): readonly string[] =>
  ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'].filter(
    (known) => Array.isArray(given) && given.includes(known),
  );
