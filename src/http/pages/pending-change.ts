import type { FactorKind, Method } from '../../directory/factor.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { UserKey } from '../../directory/user.ts';
import type { Begun } from '../../factor/strategy.ts';
import type { MustChange } from '../../password/sign-in-judgement.ts';
import type { PendingSignIn } from '../../password/sign-in-outcome.ts';

/**
 * A person who has proved the password and may do nothing but change it: no session exists yet. It stands sealed in the
 * address of the page for the change, and counts in the browser where the password was typed.
 */
export interface PendingChange {
  readonly user: UserKey;
  readonly reason: MustChange;
  /** Of the credential whose password was proved. */
  readonly version: number;
  /** The user's `tokenEpoch` then: what ends everything of the person ends this as well. */
  readonly epoch: number;
  /** By what the person has proved who they are. */
  readonly methods: readonly Method[];
  /** Whether the person wants to stay signed in. */
  readonly isKept: boolean;
}

/** How long the person may take to think of a password. */
export const pendingChangeSeconds = 15 * 60;

/** A sign-in that waits for its second step, as it stands sealed in the address of the page for that. */
export interface WaitingSignIn extends PendingSignIn {
  /** Whether the person wants to stay signed in. */
  readonly isKept: boolean;
  /** When the first step was done, in epoch milliseconds: a session that is younger has come out of it. */
  readonly begunAt: number;
}

/** How long the person may take to find the telephone. */
export const waitingSignInSeconds = 10 * 60;

/** A second factor that a person is setting up, as it stands sealed in the form, where the person has seen it. */
export interface BegunFactor extends Begun {
  readonly account: string;
  readonly kind: Exclude<FactorKind, 'recoveryCodes'>;
}

/** How long the person may take to set it up. */
export const begunFactorSeconds = 30 * 60;

/** A form that waits until the person has proved who they are, as it stands sealed in the page for that. */
export interface KeptForm {
  /** Of the page that it was sent to. */
  readonly address: OwnPath;
  /** Who has sent it. */
  readonly account: string;
  /** The fields, as a form sends them. */
  readonly fields: string;
  /** Whether the page can be seen again without the proof. */
  readonly isOpen: boolean;
}

/** How long the person may take for the proof. */
export const keptFormSeconds = 15 * 60;
