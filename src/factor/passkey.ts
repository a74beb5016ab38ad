import type { Factor } from '../directory/factor.ts';
import type { User } from '../directory/user.ts';
import { readAssertion, readRegistration } from './passkey-answer.ts';
import { userHandle } from './passkey-handle.ts';
import { credentialsOf, newChallenge, passkeyTimeoutMs, readAsked, relyingParty } from './passkey-question.ts';
import { afterAnswer, isAnswered, type PasskeyState, passkeyState } from './passkey-state.ts';
import { expectPasskey, readAsserted, readRegistered } from './passkey-thread.ts';
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

/** By COSE: Ed25519, ECDSA with P-256, RSA. The one that is liked best comes first. */
const algorithms = [-8, -7, -257];

/** Characters of a key in base64url: RSA of 4096 bits has 540 bytes. Longer ones would only take long to verify with. */
const longestKey = 854;

async function begin(tools: BeginTools, user: User, own: readonly Factor[]): Promise<Begun> {
  expectPasskey();
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
  const asked = { challenge: kept, party };
  const registered = await readRegistered({ kind: 'registration', response, algorithms, ...asked });
  if (!registered) return undefined;
  const { credentialId, publicKey, counter } = registered;
  if (credentialId !== response.id || publicKey.length > longestKey) return undefined;
  const transports = knownTransports(response.response.transports);
  const state: PasskeyState = { credentialId, publicKey, counter, transports, answered: [] };
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
  const { credentialId, publicKey } = state;
  const { challenge, at } = asked;
  const asserted = await readAsserted({ kind: 'assertion', response, credentialId, publicKey, challenge, party });
  if (!asserted) return undefined;
  if (hasGoneBack(state.counter, asserted.counter)) return { factor, isCloned: true };
  return { factor, state: JSON.stringify(afterAnswer(state, asserted.counter, at)) };
}

/** Two that count have counted for themselves (WebAuthn Level 3, section 7.2, step 22); many do not count at all. */
const hasGoneBack = (before: number, now: number): boolean => (before > 0 || now > 0) && now <= before;

/** The browser's hints, as far as browsers know them, so that nothing else is stored. */
const knownTransports = (given: unknown): readonly string[] =>
  ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'].filter(
    (known) => Array.isArray(given) && given.includes(known),
  );
