import type { Generated } from 'kysely';
import type { SigningAlgorithm } from '../../token/keys/signing-keys.ts';

// What the token service keeps.

/** What the token service keeps: sessions, codes, refresh tokens, grants, each under its model's name. */
export interface GrantsTable {
  /** What belongs to none has letters of its own here. */
  organization_id: string;
  model: string;
  id: string;
  grant_id: string | null;
  account_id: string | null;
  uid: string | null;
  /** The application that it was granted to. */
  client_id: string | null;
  payload: string;
  consumed_at: number | null;
  expires_at: number | null;
  /** Who asked for it, while it waits for somebody and anybody may ask. */
  requester: string | null;
}

/** Where the code of a device is to which a person has the other half. */
export interface UserCodesTable {
  user_code: string;
  organization_id: string;
  /** The id of the grant. */
  grant_id: string;
  expires_at: number;
}

/** Who asked for what waits for somebody, when anybody may ask: there is so much for each. */
export interface WaitingGrantsTable {
  requester: string;
  model: string;
  expires_at: number;
  organization_id: string;
  id: string;
}

/** Whose a handle is that was made before handles named their organization, by what is stored of it. */
export interface OldHandlesTable {
  id: string;
  organization_id: string;
  expires_at: number;
}

/** Which applications somebody signed in to within a session, and is to be signed out of with it. */
export interface SessionApplicationsTable {
  organization_id: string;
  /** The `uid` of the session. */
  session_id: string;
  application_id: string;
  /** The session as the application knows it: that of an earlier sign-in, when the person has signed in again since. */
  sid: string;
  /** The server as the application knows it. */
  issuer: string;
}

/** Sessions that have ended, of which an application is still to be told. The database writes it when a session goes. */
export interface LogoutNoticesTable {
  organization_id: string;
  application_id: string;
  sid: string;
  /** Whose session it was. They may be deleted by now. */
  subject: string;
  issuer: string;
  available_at: Generated<number>;
  attempts: Generated<number>;
  /** Of the process that is telling it, until `available_at`. */
  claim: string | null;
}

export interface SigningKeysTable {
  id: string;
  algorithm: SigningAlgorithm;
  public_jwk: string;
  /** The private JWK, sealed with the installation's key. */
  sealed_private_jwk: string;
  created_at: number;
  activates_at: number;
  /** From here on the key neither signs nor verifies; null while no successor has been made. */
  retires_at: number | null;
}

export interface PersonalAccessTokensTable {
  organization_id: string;
  id: string;
  user_id: string;
  token_hash: string;
  description: string;
  /** JSON text: an array of names. */
  scopes: string;
  /** JSON text: an array of names. */
  amr: Generated<string>;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
}

/** Access tokens, by `jti`, and grants that ended before the tokens issued under them expired. */
export interface RevocationsTable {
  organization_id: string;
  id: string;
  expires_at: number;
}
