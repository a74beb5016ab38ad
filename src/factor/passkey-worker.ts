import { parentPort } from 'node:worker_threads';
import {
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers';
import { farewell } from '../idle-thread.ts';
import { standBehindEventLoop } from '../thread-priority.ts';
import type { Asserted, Assertion, Registered, Registration } from './passkey-thread.ts';

standBehindEventLoop();
/** Answers come in the order of the requests. */
let before: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (request: Registration | Assertion | typeof farewell) => {
  before = before.then(async () => {
    if (request === farewell) parentPort?.close();
    else parentPort?.postMessage(await orWrong(request));
  });
});

/** The library throws whatever is wrong with what a browser has sent. */
async function orWrong(request: Registration | Assertion): Promise<Registered | Asserted | undefined> {
  try {
    return request.kind === 'registration' ? await register(request) : await assert(request);
  } catch {
    return undefined;
  }
}

const expected = ({ challenge, party: { id, origin } }: Registration | Assertion) => ({
  ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true },
});

async function register(registration: Registration): Promise<Registered | undefined> {
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    ...{ response: withoutAttestation(registration.response), supportedAlgorithmIDs: [...registration.algorithms] },
    ...expected(registration),
  });
  if (!verified) return undefined;
  const { id: credentialId, publicKey, counter } = registrationInfo.credential;
  return { credentialId, publicKey: Buffer.from(publicKey).toString('base64url'), counter };
}

async function assert(assertion: Assertion): Promise<Asserted | undefined> {
  const { response, credentialId: id, publicKey } = assertion;
  // The library would compare the counters before it has verified the signature: anybody could report a clone.
  const credential = { id, publicKey: Buffer.from(publicKey, 'base64url'), counter: 0 };
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    ...{ response, credential },
    ...expected(assertion),
  });
  return verified ? { counter: authenticationInfo.newCounter } : undefined;
}

/**
 * The same without the statement of what made the passkey, which some authenticators send unasked: to verify one, the library
 * would follow addresses in its certificates.
 */
function withoutAttestation(response: RegistrationResponseJSON): RegistrationResponseJSON {
  const authData = decodeAttestationObject(isoBase64URL.toBuffer(response.response.attestationObject)).get('authData');
  const none = isoCBOR.encode(
    new Map<string, string | Uint8Array | Map<string, never>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, never>()],
      ['authData', authData],
    ]),
  );
  return { ...response, response: { ...response.response, attestationObject: isoBase64URL.fromBuffer(none) } };
}
