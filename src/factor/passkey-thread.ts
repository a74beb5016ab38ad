import { Worker } from 'node:worker_threads';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { IdleThread } from '../idle-thread.ts';
import type { RelyingParty } from './passkey-question.ts';

interface Expected {
  readonly challenge: string;
  readonly party: RelyingParty;
}

/** A new passkey, as the browser says it. */
export interface Registration extends Expected {
  readonly kind: 'registration';
  readonly response: RegistrationResponseJSON;
  /** In the numbers of COSE. */
  readonly algorithms: readonly number[];
}

/** What a passkey has signed; its key as COSE_Key (RFC 9052), in base64url. */
export interface Assertion extends Expected {
  readonly kind: 'assertion';
  readonly response: AuthenticationResponseJSON;
  readonly credentialId: string;
  readonly publicKey: string;
}

export interface Registered {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly counter: number;
}

export interface Asserted {
  readonly counter: number;
}

/**
 * The library that reads passkeys is on a thread: loading it holds an event loop for a tenth of a second, and most servers are
 * asked for a passkey now and then.
 */
const thread = new IdleThread<Registration | Assertion, Registered | Asserted | undefined>({
  start: () => new Worker(new URL('./passkey-worker.ts', import.meta.url), { name: 'passkeys', execArgv: [] }),
});

/** Somebody was asked for a passkey: the library is loaded while they answer, and not after it. */
export const expectPasskey = (): void => thread.prepare();

/** Undefined when it is nothing that a passkey has made for this challenge and this server. */
export const readRegistered = (registration: Registration): Promise<Registered | undefined> =>
  thread.ask(registration) as Promise<Registered | undefined>;

/** Undefined when it is nothing that this passkey has signed for this challenge and this server. */
export const readAsserted = (assertion: Assertion): Promise<Asserted | undefined> =>
  thread.ask(assertion) as Promise<Asserted | undefined>;
