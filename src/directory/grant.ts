import type { ApplicationKey } from './application.ts';
import type { UserKey } from './user.ts';

/** Browser sessions and whatever else a sign-in left behind with the token service, by kind. */
export interface EndedGrants {
  readonly sessions: number;
  readonly refreshTokens: number;
  readonly codes: number;
  readonly deviceGrants: number;
}

/** A session of a browser as it is kept. */
interface StoredSession {
  readonly id: string;
  readonly uid: string;
  readonly user: UserKey;
  readonly payload: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Where a session is; the organization undefined of one of an earlier version. */
interface SessionKey {
  readonly organizationId: string | undefined;
  readonly id: string;
}

/** Where a grant is; the organization undefined of one of an earlier version. */
type GrantId = SessionKey;

/** What a person lets an application do, as it is kept, with the refresh token that comes with it. */
export interface NewGrant {
  readonly user: UserKey;
  readonly clientId: string;
  readonly grant: StoredPart;
  readonly refreshToken: StoredPart | undefined;
}

interface StoredPart {
  readonly id: string;
  readonly payload: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Browser sessions, authorization codes, refresh tokens and whatever else a sign-in left behind. */
export interface Grants {
  /** Stores a grant and its refresh token. */
  beginGrant(grant: NewGrant): Promise<void>;
  /**
   * Begins a session, in place of the browser's earlier one, and, when it is to be the only one, of all of the user's.
   */
  beginSession(
    session: StoredSession,
    replaces: { readonly key: SessionKey | undefined; readonly all: boolean },
  ): Promise<void>;
  /** Ends everything that was granted in the name of the user. Returns what of it was alive. */
  revokeOfUser(user: UserKey, now: number): Promise<EndedGrants>;
  /** Ends one of the user's browser sessions. Returns whether there was one of that id. */
  endSession(user: UserKey, id: string): Promise<boolean>;
  /**
   * Ends everything that the user has granted to the application, and has the access tokens refused that it may have,
   * until the last of them has expired at `until`. Returns what was alive, and how many grants it came from.
   */
  revokeOfUserAndApplication(
    user: UserKey,
    clientId: string,
    now: number,
    until: number,
  ): Promise<EndedGrants & { readonly grants: number }>;
  /**
   * Ends a grant: deletes everything that came from it, and has the access tokens issued under it refused from now on,
   * until the last of them has expired at `until`. Returns whether there was anything.
   */
  revokeByGrantId(grant: GrantId, until: number): Promise<boolean>;
  /**
   * Has an access token refused from now on, before it expires by itself at `until`. Returns whether it was not before. The query that
   * finds the caller reads it, so every process refuses such a token from its next request on.
   *
   * @param organizationId that of the token, which asks with it whether it is revoked.
   * @param id its `jti`.
   */
  revokeToken(organizationId: string, id: string, until: number): Promise<boolean>;
  /** Ends everything that was granted to the application, by any user. */
  revokeOfApplication(application: ApplicationKey): Promise<void>;
  /** Ends everything that was granted in the name of anybody of the organization. */
  revokeOfOrganization(organizationId: string): Promise<void>;
}
