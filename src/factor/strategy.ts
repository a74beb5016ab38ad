import type { Factor, FactorKind } from '../directory/factor.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { User } from '../directory/user.ts';

/** What strategies work with. */
export interface FactorTools {
  /** Opens and seals the secrets of factors. */
  readonly sealer: Sealer;
  /** Under which browsers reach the server: the relying party of passkeys is its host. */
  readonly externalUrl: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What a person answers when a factor is asked for, as it came: nothing of it has been checked. */
export interface Answer {
  readonly kind: FactorKind;
  /** The code that was typed, or what a passkey answered, as JSON. */
  readonly text: string;
  /**
   * What the person was asked, from where nobody but the server can have written it: the challenge of a passkey; for which
   * sign-in, or in which session, a code was mailed.
   */
  readonly asked?: string | undefined;
}

/** An answer that is right. It counts when the new state could be written, and not a second time. */
export interface RightAnswer {
  readonly factor: Factor;
  /** The state of the factor from then on. */
  readonly state: string;
}

/** An answer that is right, but for a sign that somebody else has a copy of the factor: it does not count, and is told. */
export interface ClonedAnswer {
  readonly factor: Factor;
  readonly isCloned: true;
}

/** A factor that was set up, and is not yet stored. */
export interface NewFactor {
  readonly state: string;
  /** What must be read again: it is sealed before it is stored. */
  readonly secret: string | null;
}

/** What is shown to a person who sets a factor up, and what must come back unread and unchanged. */
export interface Begun {
  /** For the page: the secret of an app for codes, the options of a passkey. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** Sealed by the part that keeps it, and bound to the person and the browser. */
  readonly kept: string;
}

/** What beginning takes besides. */
export interface BeginTools extends FactorTools {
  /** Whose server it is, as a person calls it: apps show it beside the code. */
  readonly issuer: string;
}

/** What one kind of factor is proved by. */
export interface FactorVerifier {
  readonly kind: FactorKind;
  /** Which of the person's factors of this kind has given the answer; undefined when none has. */
  verify(tools: FactorTools, own: readonly Factor[], answer: Answer): Promise<RightAnswer | ClonedAnswer | undefined>;
}

/** One kind of factor that a person sets up. A further kind is one more file, and a line in `strategies.ts`. */
export interface FactorStrategy extends FactorVerifier {
  /** Whether a person may have no more than one. */
  readonly isSingle: boolean;
  begin(tools: BeginTools, user: User, own: readonly Factor[]): Promise<Begun>;
  /** Whether the new factor is this one again: removing it would leave the other, and one answer would be good at each. */
  isSame(tools: Pick<FactorTools, 'sealer'>, one: Factor, made: NewFactor): boolean;
  /** Whether the factor is what was begun, as far as that tells. */
  isOf?(tools: Pick<FactorTools, 'sealer'>, one: Factor, kept: string): boolean;
  /** The factor, if the answer shows that its owner has it; undefined when the answer is wrong. */
  confirm(tools: FactorTools, user: User, kept: string, answer: string): Promise<NewFactor | undefined>;
}
