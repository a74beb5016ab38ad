import type { Grants } from '../directory/store.ts';

/** Something the protocol has to remember: a code, a refresh token, a session. Times are epoch milliseconds. */
export interface StoredGrant {
  /** What kind of thing it is, such as `AuthorizationCode`; ids are unique within it. */
  readonly model: string;
  readonly id: string;
  /** The consent that it came from; ending that ends it. */
  readonly grantId: string | null;
  /** The user it speaks for, as `accountId` writes it; ending the user's sign-ins ends it. */
  readonly accountId: string | null;
  readonly uid: string | null;
  readonly userCode: string | null;
  /** JSON text. */
  readonly payload: string;
  readonly expiresAt: number | null;
}

export type FoundGrant = Pick<StoredGrant, 'payload'> & { readonly consumedAt: number | null };

/** Where grants are kept. What has expired is never found, whether it is still stored or not. */
export interface GrantStore extends Grants {
  /** Stores the grant, or replaces the one of that id. One that was consumed stays so. */
  upsert(grant: StoredGrant): Promise<void>;
  find(model: string, id: string, now: number): Promise<FoundGrant | undefined>;
  findByUid(model: string, uid: string, now: number): Promise<FoundGrant | undefined>;
  findByUserCode(model: string, userCode: string, now: number): Promise<FoundGrant | undefined>;
  /** Marks it as used. Of all callers, exactly one is answered true. */
  consume(model: string, id: string, now: number): Promise<boolean>;
  destroy(model: string, id: string): Promise<void>;
  revokeByGrantId(grantId: string): Promise<void>;
  /** Deletes at most `limit` expired grants. Answers how many. */
  sweep(now: number, limit: number): Promise<number>;
}
