import type { Grants } from '../../directory/grant.ts';
import type { UserKey } from '../../directory/user.ts';

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
  /** The application that it was granted to; ending that ends it. */
  readonly clientId: string | null;
  /** JSON text. */
  readonly payload: string;
  readonly expiresAt: number | null;
  /**
   * Who asked for it, as far as that can be told, when it waits for somebody and anybody may ask: of what each has asked
   * for, the oldest is given up when it becomes too much.
   */
  readonly requester?: Requester | undefined;
}

/** A network from which anybody asks, or an organization whose applications have proved who they are. */
export type Requester = `network ${string}` | `organization ${string}`;

export type FoundGrant = Pick<StoredGrant, 'id' | 'grantId' | 'payload' | 'expiresAt'> & {
  readonly consumedAt: number | null;
};

/** Where grants are kept. What has expired is never found, whether it is still stored or not. */
export interface GrantStore extends Grants {
  /** Stores the grant, or replaces the one of that id. One that was consumed stays as it is. */
  upsert(grant: StoredGrant): Promise<void>;
  find(model: string, id: string, now: number): Promise<FoundGrant | undefined>;
  findByUid(model: string, uid: string, now: number): Promise<FoundGrant | undefined>;
  findByUserCode(model: string, userCode: string, now: number): Promise<FoundGrant | undefined>;
  /** Everything of one kind that speaks for the user. */
  findOfUser(model: string, user: UserKey, now: number): Promise<readonly FoundGrant[]>;
  /** Of each application that lives in the user's name, the `most` latest grants and refresh tokens. */
  latestByApplication(
    user: UserKey,
    now: number,
    most: number,
  ): Promise<readonly { readonly clientId: string; readonly model: string; readonly payload: string }[]>;
  /** Replaces a grant that is still there. Answers false, and stores nothing, when it has been deleted meanwhile. */
  replace(grant: StoredGrant): Promise<boolean>;
  /** Lets a grant that is still there live until `expiresAt`. */
  prolong(model: string, id: string, expiresAt: number): Promise<void>;
  /** Takes the user code out of use. Of all callers, one at most is answered the grant that had it. */
  takeUserCode(model: string, userCode: string, now: number): Promise<FoundGrant | undefined>;
  /** Marks it as used, with another payload if one is given. Of all callers, exactly one is answered true. */
  consume(model: string, id: string, now: number, payload?: string): Promise<boolean>;
  /**
   * Marks the first as used, with its new payload, stores the other, and lets the grant that both came from live until `grantExpiresAt`, all or
   * nothing. Of all callers, one at most is answered true; for the others nothing changes.
   */
  rotate(
    spent: Pick<StoredGrant, 'model' | 'id' | 'payload'>,
    successor: StoredGrant & { readonly grantId: string },
    grantExpiresAt: number,
    now: number,
  ): Promise<boolean>;
  destroy(model: string, id: string): Promise<void>;
  /**
   * Ends a grant: deletes everything that came from it, and has the access tokens issued under it refused from now on,
   * until the last of them has expired at `until`.
   */
  revokeByGrantId(grantId: string, until: number): Promise<void>;
}
