import type { Grants } from '../../directory/grant.ts';
import type { UserKey } from '../../directory/user.ts';

/** Where the store keeps something. Ids are unique within an organization and a model. */
export interface GrantKey {
  /**
   * The organization of the user or of the application. What belongs to no organization yet has a random text of its own
   * here. Undefined when the handle was made by an earlier version and names none: the store knows it then.
   */
  readonly organizationId: string | undefined;
  /** Its kind, such as `AuthorizationCode`. */
  readonly model: string;
  readonly id: string;
}

/** Something that the protocol has to remember: a code, a refresh token, a session. Times are epoch milliseconds. */
export interface StoredGrant extends GrantKey {
  /** The grant that it came from; ending that ends it. */
  readonly grantId: string | null;
  /** The user that it was issued for, as `accountId` writes it; ending the user's sign-ins ends it. */
  readonly accountId: string | null;
  readonly uid: string | null;
  readonly userCode: string | null;
  /** The application that it was granted to; ending that ends it. */
  readonly clientId: string | null;
  /** JSON text. */
  readonly payload: string;
  readonly expiresAt: number | null;
  /**
   * Who asked for it, where it waits for a person and anyone may ask. When a requester has too many of them, the oldest
   * are deleted.
   */
  readonly requester?: Requester | undefined;
}

/** A network from which anyone may ask, or an organization whose application is authenticated. */
export type Requester = `network ${string}` | `organization ${string}`;

export interface FoundGrant extends Pick<StoredGrant, 'id' | 'grantId' | 'payload' | 'expiresAt'> {
  readonly organizationId: string;
  readonly consumedAt: number | null;
}

/** A grant with the given members; the others are null. */
export const newStoredGrant = (
  given: Pick<StoredGrant, keyof GrantKey | 'payload' | 'expiresAt'> & Partial<StoredGrant>,
): StoredGrant => ({ grantId: null, accountId: null, uid: null, userCode: null, clientId: null, ...given });

/** Stores grants. An expired one is never found, whether it is still stored or not. */
export interface GrantStore extends Grants {
  /** Stores the grant, or replaces the one of that key. One that was consumed stays as it is. */
  upsert(grant: StoredGrant): Promise<void>;
  find(key: GrantKey, now: number): Promise<FoundGrant | undefined>;
  /**
   * Resolves when what was found is on the disk: for what is told of it to somebody who was not the one to write it.
   *
   * @throws GatehouseError Unavailable when nobody knows whether it is.
   */
  flush(): Promise<void>;
  findByUserCode(model: string, userCode: string, now: number): Promise<FoundGrant | undefined>;
  /** Everything of one kind that was issued for the user. */
  findOfUser(model: string, user: UserKey, now: number): Promise<readonly FoundGrant[]>;
  /** The `most` latest grants and refresh tokens of each application that may act for the user. */
  latestByApplication(
    user: UserKey,
    now: number,
    most: number,
  ): Promise<readonly { readonly clientId: string; readonly model: string; readonly payload: string }[]>;
  /** Replaces a grant that is still there. Returns false, and stores nothing, when it has been deleted meanwhile. */
  replace(grant: StoredGrant): Promise<boolean>;
  /** Has a grant that is still there another id from now on, with another payload. Returns true to one caller at most. */
  move(key: GrantKey, to: { readonly id: string; readonly payload: string }): Promise<boolean>;
  /** Extends the life of a grant that is still there until `expiresAt`. */
  prolong(key: GrantKey, expiresAt: number): Promise<void>;
  /** Takes the user code out of use. Returns the grant that had it to one caller at most. */
  takeUserCode(model: string, userCode: string, now: number): Promise<FoundGrant | undefined>;
  /** Marks it as used, with another payload if one is given. Returns true to exactly one caller. */
  consume(key: GrantKey, now: number, payload?: string): Promise<boolean>;
  /**
   * Marks `spent` as used, with its new payload, stores the successor, and extends the life of their grant until
   * `grantExpiresAt` if that is given, all or nothing. All of them are of the successor's organization. Returns true to one
   * caller at most; for the others nothing changes.
   */
  rotate(
    spent: Pick<StoredGrant, 'model' | 'id' | 'payload'>,
    successor: StoredGrant & { readonly organizationId: string; readonly grantId: string },
    grantExpiresAt: number | undefined,
    now: number,
  ): Promise<boolean>;
  destroy(key: GrantKey): Promise<void>;
}
