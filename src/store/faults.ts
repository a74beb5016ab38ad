import { GatehouseError, type StoreFault } from '../errors.ts';

/** Told of everything that goes wrong with a store as a whole. */
export type OnFault = (reason: Exclude<StoreFault, 'busy'>, error: Error) => void;

/**
 * One line: what is wrong, and what would be right.
 *
 * @param isInPart whether something was kept by whoever is told: then it says nothing of that.
 */
type Remedy = (isInPart: boolean) => string;

/** What went wrong with which store, the cause of an `Unavailable`, and what would put it right. */
export class StoreError extends Error {
  readonly remedy: Remedy;

  constructor(cause: Error, remedy: Remedy) {
    super(cause.message, { cause });
    this.remedy = remedy;
  }
}

/** The failure that callers know. */
export const unavailable = (reason: StoreFault, error: Error, remedy: Remedy): GatehouseError =>
  new GatehouseError({ code: 'Unavailable', reason }, new StoreError(error, remedy));

/**
 * What an operator should do about a command that failed for the sake of the store. Undefined when it failed otherwise.
 *
 * @param isInPart whether the command had committed something before.
 */
export function remedyFor(error: unknown, isInPart = false): string | undefined {
  if (!(error instanceof GatehouseError) || !(error.cause instanceof StoreError)) return undefined;
  return error.cause.remedy(isInPart);
}

/** Nobody knows whether what was written was kept. */
export const isUncertain = (error: unknown): boolean => isBecause(error, 'uncertain');

/** Somebody else has what the statement needs, for longer than anybody waits. */
export const isBusy = (error: unknown): boolean => isBecause(error, 'busy');

const isBecause = (error: unknown, reason: StoreFault): boolean =>
  error instanceof GatehouseError && error.failure.code === 'Unavailable' && error.failure.reason === reason;
