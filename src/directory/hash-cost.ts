import type { UserKey } from './user.ts';

/** A hash of a present password, with what the store says that it costs. */
export interface PricedHash extends UserKey {
  /** As it lies in the store. */
  readonly text: string;
  /** As `NewCredential` has it. */
  readonly cost: number | null;
}

/** What the store says of the hashes that are not as new ones would be, for what goes through all of them. */
export interface HashCosts {
  /** Of the next accounts of the organization by id that have a password, so many at most. */
  ofNext(organizationId: string, behind: string, limit: number): Promise<readonly PricedHash[]>;
  /** Says what hashes cost, unless they were replaced since they were read. In one transaction. */
  price(changes: readonly PricedHash[]): Promise<void>;
  /** Beside which new hashes they were all looked at last, as `finish` was told; undefined: they never were. */
  finishedFor(): Promise<number | undefined>;
  finish(newHash: number): Promise<void>;
}
