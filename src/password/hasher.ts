import type { Caller } from '../admission/caller.ts';
import type { Turn } from '../admission/gate.ts';
import { invalidMember } from '../errors.ts';
import type { Attempt } from './attempts.ts';
import { isTooLong, maximumPasswordLength } from './policy.ts';

/** The hashing that use cases need; `HashPool` is the one in use. */
export interface Hasher {
  /**
   * Waits for the caller's turn. Whatever hashes on behalf of a caller has it from before its first hash until after
   * its last.
   *
   * @throws GatehouseError Overloaded or TooManyRequests when the caller cannot have it soon, Cancelled when the caller
   *   hung up.
   */
  enter(caller: Caller, signal?: AbortSignal): Promise<Turn>;
  /**
   * Whether the password is the one of a stored hash. A caller who hangs up in the meantime gets the result
   * nevertheless once the hash has begun: the outcome decides how the attempt ends.
   *
   * @throws GatehouseError Overloaded or Cancelled when the hash was not computed.
   */
  verify(passwordHash: string, password: string, options: VerifyOptions): Promise<boolean>;
  /**
   * `verify`, and if the password is right, `hash` of the new one, by the same thread in one go; undefined if it is wrong.
   *
   * @throws GatehouseError Overloaded or Cancelled when nothing was computed.
   */
  verifyAndHash(
    passwordHash: string,
    password: string,
    newPassword: string,
    options: VerifyOptions,
  ): Promise<string | undefined>;
  /** @throws GatehouseError Overloaded or Cancelled when the hash was not computed. */
  hash(password: string, options: HashOptions): Promise<string>;
  /** Costs what `verify` costs and finds nothing: for an account that is not there or must not be looked at. */
  verifyNothing(password: string, options: HashOptions & RefusalOptions): Promise<void>;
  /** How long a thread needs for a wrong password, in milliseconds; 0 where nothing was said about it. */
  refusalMs(notBefore: string | undefined): number;
  /** Whether a hash that was just verified is weaker than a new one would be. */
  isOutdated(passwordHash: string): boolean;
  /** Whether another hash would start at once, with nobody waiting for the place. */
  hasIdleThread(): boolean;
}

/**
 * Looks again, when a turn has not come at once, whether the caller may still do what it was asked for. Absent where nobody can
 * take the right, as from the operator, or it is looked at where the password is set, as that of a link.
 *
 * @throws GatehouseError when the right is gone.
 */
export type RightToHash = (() => Promise<void>) | undefined;

interface TurnOptions {
  readonly signal: AbortSignal;
  readonly requireRight?: RightToHash;
}

/**
 * Waits for the caller's turn, and looks behind a wait whether they may still do what it was asked for.
 *
 * @throws GatehouseError as `enter`, or when the right is gone.
 */
export async function enterByRight(
  hasher: Pick<Hasher, 'enter'>,
  caller: Caller,
  { signal, requireRight }: TurnOptions,
): Promise<Turn> {
  const turn = await hasher.enter(caller, signal);
  try {
    if (turn.hasWaited) await requireRight?.();
    return turn;
  } catch (error) {
    turn[Symbol.dispose]();
    throw error;
  }
}

export interface HashOptions {
  /** Gives the place in the queue back when the caller hangs up. */
  readonly signal?: AbortSignal;
}

export interface RefusalOptions {
  /** A stored hash. A wrong password takes as long as one of this kind, and as a new one, would; absent: as its own. */
  readonly notBefore?: string | undefined;
}

interface VerifyOptions extends HashOptions, RefusalOptions {
  /** The attempt that was reserved for it: every comparison with a stored hash is counted. */
  readonly attempt: Attempt;
}

/**
 * Refuses a new password that is too long to be hashed.
 *
 * @param field the member's name, as validation problems spell it.
 * @throws GatehouseError ValidationFailed.
 */
export function requireHashable(field: string, password: string): void {
  if (!isTooLong(password)) return;
  const text = `The field ${field} must be a string with a maximum length of ${maximumPasswordLength}.`;
  throw invalidMember(field, text);
}
