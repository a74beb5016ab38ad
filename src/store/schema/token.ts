// What the token service keeps.

/** What the token service keeps: sessions, codes, refresh tokens, grants, each under its model's name. */
export interface GrantsTable {
  model: string;
  id: string;
  grant_id: string | null;
  account_id: string | null;
  uid: string | null;
  user_code: string | null;
  /** The application that it was granted to. */
  client_id: string | null;
  payload: string;
  /** Who asked for it, when anybody may: there is so much for each. */
  requester: string | null;
  consumed_at: number | null;
  expires_at: number | null;
}

export interface SigningKeysTable {
  id: string;
  algorithm: 'RS256';
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
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
}

/** Access tokens, by `jti`, and grants that ended before the tokens issued under them expired. */
export interface RevocationsTable {
  id: string;
  expires_at: number;
}
