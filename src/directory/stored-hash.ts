import type { UserKey } from './user.ts';

/** What lies in the store of a password: of the present one, or of a retired one. */
export interface StoredHash extends UserKey {
  /** Which of the retired ones; undefined for the present one. */
  readonly sequence: number | undefined;
  readonly text: string;
}

/** Hashes as they lie in the store, for what goes through all of them. */
export interface StoredHashes {
  /** Whose there may be: those of the host and of deleted organizations, too. In the order of a pass. */
  organizationIds(): Promise<readonly string[]>;
  /** Of the next accounts of the organization by id, so many at most, of which `last` is the last; undefined when there are none. */
  ofNext(
    organizationId: string,
    behind: string,
    accounts: number,
  ): Promise<{ readonly hashes: readonly StoredHash[]; readonly last: string | undefined }>;
  /** Puts the text in place of each, unless it was replaced since it was read. In one transaction. */
  rewrite(changes: readonly { readonly hash: StoredHash; readonly text: string }[]): Promise<void>;
  /** Takes them away: the account has no password then. Returns how many of present passwords. */
  remove(hashes: readonly StoredHash[]): Promise<number>;
}
