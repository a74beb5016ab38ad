import type { Generated } from 'kysely';
import type { Flag } from './flag.ts';

// External applications, and the scopes that there are for them.

export interface ApplicationsTable {
  organization_id: string;
  id: string;
  name: string;
  is_confidential: Flag;
  redirect_uris: string;
  is_active: Flag;
  created_at: number;
  /** A JSON Web Key Set. */
  jwks: string | null;
  /** Where the set can be fetched, instead of it. */
  jwks_uri: string | null;
  post_logout_redirect_uris: string | null;
  backchannel_logout_uri: string | null;
  backchannel_logout_session_required: Generated<Flag>;
  is_first_party: Generated<Flag>;
  /** A JSON array of `user NAME` and `application NAME`: what it had once and has not now. Null: nothing. */
  lost_scopes: string | null;
  /** Null: as long as any other. */
  access_token_seconds: number | null;
  is_installed: Generated<Flag>;
}

export interface ApplicationScopesTable {
  organization_id: string;
  application_id: string;
  name: string;
  type: 'user' | 'application' | 'both';
}

export interface ConsentsTable {
  organization_id: string;
  user_id: string;
  application_id: string;
  /** A JSON array. */
  scopes: string;
  granted_at: number;
}

export interface ApplicationSecretsTable {
  organization_id: string;
  id: number;
  application_id: string;
  secret_hash: string;
  description: string | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: Generated<number | null>;
  /** When another one took its place. */
  replaced_at: Generated<number | null>;
  /** When it was noted in the audit log that it is over. */
  ended_at: Generated<number | null>;
}

/** Whose tokens an application may show instead of a secret. */
export interface FederatedCredentialsTable {
  organization_id: string;
  application_id: string;
  id: string;
  name: string;
  name_key: string;
  description: string | null;
  issuer: string;
  audience: string;
  subject: string;
  created_at: number;
}

/** Where the pages of browser applications come from: the origins of their redirect URIs. */
export interface ApplicationOriginsTable {
  origin: string;
  organization_id: string;
  application_id: string;
}

/** APIs that applications may be given scopes of, besides the built-in ones. */
export interface ApiResourcesTable {
  organization_id: string;
  name_key: string;
  name: string;
  display_name: string;
  description: string | null;
  /** The `typ` of tokens for it. Null: the usual one. */
  access_token_type: 'JWT' | null;
}

export interface ApiScopesTable {
  organization_id: string;
  name: string;
  resource_key: string;
  display_name: string;
  description: string | null;
  type: 'user' | 'application' | 'both';
}
