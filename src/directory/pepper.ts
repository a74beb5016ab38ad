import type { UserKey } from './user.ts';

/**
 * Keeps a stolen store from being enough to try passwords out: hashes lie in it sealed with a key that does not. A sealed
 * hash names its key, and opens for its own account alone.
 */
export interface Pepper {
  /** The key that seals from now on, by its id; `noPepperKey` where hashes are stored as they are. */
  readonly seals: string;
  /** Every key that opens, by its id. */
  readonly opens: ReadonlySet<string>;
  /** What is stored of the hash. One that could not be opened stays as it is. */
  seal(hash: string, user: UserKey): string;
  /**
   * The hash; what is stored, unchanged, when its key is not known, when it was sealed for another account, or was changed.
   * `isSealedHash` tells.
   */
  open(stored: string, user: UserKey): string;
  /** Costs what `open` costs. */
  openNothing(): void;
}

/** In place of the id of a key, for hashes that are stored as they are. */
export const noPepperKey = 'none';

const sealedForm = /^\$pepper\$([\da-f]{8})\$/;

/** The id of the key that what is stored is sealed with; `noPepperKey` when with none. */
export const pepperKeyOf = (stored: string): string => sealedForm.exec(stored)?.[1] ?? noPepperKey;

export const isSealedHash = (stored: string): boolean => sealedForm.test(stored);

/** Stores hashes as they are. */
export const noPepper: Pepper = {
  seals: noPepperKey,
  opens: new Set(),
  seal: (hash) => hash,
  open: (stored) => stored,
  openNothing() {},
};
