import type { Generated } from 'kysely';

/**
 * The one schema, typed once for both dialects. Booleans are 0 or 1, times are epoch milliseconds, JSON is text: types
 * that SQLite and PostgreSQL read back alike. Every table that belongs to an organization has its id first in the key.
 */
export interface Database {
  organizations: OrganizationsTable;
  tenants: TenantsTable;
  users: UsersTable;
  user_ranks: UserRanksTable;
  user_logins: UserLoginsTable;
  user_search: UserSearchTable;
  credentials: CredentialsTable;
  nobody_credentials: CredentialsTable;
  password_history: PasswordHistoryTable;
  groups: GroupsTable;
  memberships: MembershipsTable;
  account_links: AccountLinksTable;
  robot_accounts: RobotAccountsTable;
  applications: ApplicationsTable;
  application_scopes: ApplicationScopesTable;
  application_secrets: ApplicationSecretsTable;
  consents: ConsentsTable;
  application_origins: ApplicationOriginsTable;
  deleted_applications: DeletedApplicationsTable;
  api_resources: ApiResourcesTable;
  api_scopes: ApiScopesTable;
  certificates: CertificatesTable;
  settings: SettingsTable;
  login_attempts: LoginAttemptsTable;
  audit_entries: AuditEntriesTable;
  audit_heads: AuditHeadsTable;
  outbox: OutboxTable;
  message_templates: MessageTemplatesTable;
  counters: CountersTable;
  grants: GrantsTable;
  signing_keys: SigningKeysTable;
  personal_access_tokens: PersonalAccessTokensTable;
  revocations: RevocationsTable;
}

type Flag = 0 | 1;

interface OrganizationsTable {
  id: string;
  name: string;
  name_key: string;
  created_at: number;
  modified_at: number | null;
  is_active: Generated<Flag>;
  /** A deleted organization keeps its data, and is found by nothing any more. */
  deleted_at: number | null;
}

interface TenantsTable {
  organization_id: string;
  id: string;
  name: string;
  name_key: string;
  created_at: number;
}

interface UsersTable {
  organization_id: string;
  id: string;
  legacy_id: number;
  user_name: string;
  user_name_key: string;
  email: string | null;
  email_key: string | null;
  email_confirmed: Flag;
  name: string | null;
  surname: string | null;
  display_name: string | null;
  is_active: Flag;
  bypass_basic_auth_restriction: Flag;
  invitation_accepted: Flag;
  created_at: number;
  modified_at: number | null;
  last_login_at: number | null;
  deleted_at: number | null;
  token_epoch: Generated<number>;
  name_key: string | null;
  surname_key: string | null;
  display_name_key: string | null;
  type: string;
  /** Raised by every change through the API; a writer that read another version loses. */
  version: Generated<number>;
  /** JSON text: an object from text to text. */
  extension_attributes: string | null;
  /** The row of the search index. */
  search_id: number;
  /** Every name in its canonical form, with line ends between them. */
  search_text: string;
}

/** How many living users have a name from here to the start of the next range. Ranges grow to a few thousand. */
interface UserRanksTable {
  organization_id: string;
  start_key: string;
  count: number;
  /** The number of the latest change, as counted by `user_list`, of any user in the range. */
  change: number;
}

/** The index of three-letter pieces; its text is not kept. */
interface UserSearchTable {
  rowid: number;
  text: string;
}

interface UserLoginsTable {
  organization_id: string;
  login_provider: string;
  provider_key: string;
  user_id: string;
  provider_display_name: string | null;
}

interface CredentialsTable {
  organization_id: string;
  user_id: string;
  password_hash: string | null;
  version: Generated<number>;
  security_stamp: string;
  changed_at: number;
  must_change: Flag;
  failed_attempts: Generated<number>;
  /** Attempts since the account is locked. */
  refused_attempts: Generated<number>;
  locked_until: number | null;
}

/** The latest link of each kind that a user was sent. An empty user id stands for names that nobody has. */
interface AccountLinksTable {
  organization_id: string;
  user_id: string;
  kind: 'ForgotPassword' | 'UserInvitation' | 'EmailConfirmation';
  token_hash: string;
  credential_version: number | null;
  email: string;
  expires_at: number;
  used_at: number | null;
  /** How many were sent since when. */
  window_began_at: number;
  issued: number;
}

interface PasswordHistoryTable {
  organization_id: string;
  user_id: string;
  sequence: number;
  password_hash: string;
  retired_at: number;
}

interface GroupsTable {
  organization_id: string;
  id: string;
  name: string;
  name_key: string;
  type: 'builtIn' | 'custom';
  created_at: number;
  modified_at: number | null;
  version: Generated<number>;
}

interface MembershipsTable {
  organization_id: string;
  group_id: string;
  member_id: string;
  member_type: 'user' | 'robotAccount' | 'application';
}

interface RobotAccountsTable {
  organization_id: string;
  id: string;
  name: string;
  name_key: string;
  display_name: string;
  display_name_key: string;
  created_at: number;
  modified_at: number | null;
  last_login_at: number | null;
  version: Generated<number>;
}

interface ApplicationsTable {
  organization_id: string;
  id: string;
  name: string;
  is_confidential: Flag;
  redirect_uris: string;
  is_active: Flag;
  created_at: number;
  /** A JSON Web Key Set. */
  jwks: string | null;
  post_logout_redirect_uris: string | null;
  is_first_party: Generated<Flag>;
  /** A JSON array of `user NAME` and `application NAME`: what it had once and has not now. Null: nothing. */
  lost_scopes: string | null;
}

interface ApplicationScopesTable {
  organization_id: string;
  application_id: string;
  name: string;
  type: 'user' | 'application' | 'both';
}

interface ConsentsTable {
  organization_id: string;
  user_id: string;
  application_id: string;
  /** A JSON array. */
  scopes: string;
  granted_at: number;
}

interface ApplicationSecretsTable {
  organization_id: string;
  id: number;
  application_id: string;
  secret_hash: string;
  description: string | null;
  created_at: number;
  expires_at: number | null;
}

/** Where the pages of browser applications come from: the origins of their redirect URIs. */
interface ApplicationOriginsTable {
  organization_id: string;
  application_id: string;
  origin: string;
}

/** The ids of deleted applications are not given again, also not by a seed file that still has one. */
interface DeletedApplicationsTable {
  id: string;
  deleted_at: number;
}

/** APIs that applications may be given scopes of, besides the built-in ones. */
interface ApiResourcesTable {
  organization_id: string;
  name_key: string;
  name: string;
  display_name: string;
  description: string | null;
}

interface ApiScopesTable {
  organization_id: string;
  name: string;
  resource_key: string;
  display_name: string;
  description: string | null;
  type: 'user' | 'application' | 'both';
}

/** At most one of each role in an organization. */
interface CertificatesTable {
  organization_id: string;
  role: 'primary' | 'secondary';
  id: number;
  /** DER in base64. */
  certificate: string;
  thumbprint: string;
  expires_at: number;
  created_at: number;
}

/** The host's own settings lie under its organization; an empty user id is the organization itself. */
interface SettingsTable {
  organization_id: string;
  user_id: string;
  key_key: string;
  id: number;
  key: string;
  value: string | null;
}

interface LoginAttemptsTable {
  organization_id: string;
  id: number;
  user_id: string | null;
  user_name_or_email: string;
  client_ip: string | null;
  client_name: string | null;
  browser_info: string | null;
  result: string;
  created_at: number;
}

interface AuditEntriesTable {
  organization_id: string;
  sequence: number;
  created_at: number;
  category: string;
  action: string;
  actor_type: 'user' | 'application' | 'system';
  actor_id: string | null;
  actor_name: string;
  actor_email: string | null;
  target_id: string | null;
  details: string;
  trace_id: string | null;
  client_ip: string | null;
  hash: Generated<string>;
}

/** The last entry of each organization's chain. */
interface AuditHeadsTable {
  organization_id: string;
  sequence: number;
  hash: string;
}

interface OutboxTable {
  organization_id: string;
  id: string;
  kind: string;
  payload: string;
  created_at: number;
  available_at: number;
  attempts: Generated<number>;
  delivered_at: number | null;
  expires_at: number | null;
  /** When it was given up; the operator may try it again. */
  dead_at: number | null;
  /** Of the process that is sending it, until `available_at`. */
  claim: string | null;
  last_error: string | null;
}

/** Only what an organization has put in place of a built-in text. */
interface MessageTemplatesTable {
  organization_id: string;
  id: number;
  value: string;
  modified_at: number;
}

/** Numbers that grow by one within an organization, taken inside the transaction that uses them. */
interface CountersTable {
  organization_id: string;
  name: string;
  value: number;
}

/** What the token service keeps: sessions, codes, refresh tokens, grants, each under its model's name. */
interface GrantsTable {
  model: string;
  id: string;
  grant_id: string | null;
  account_id: string | null;
  uid: string | null;
  user_code: string | null;
  /** The application that it was granted to. */
  client_id: string | null;
  payload: string;
  consumed_at: number | null;
  expires_at: number | null;
}

interface SigningKeysTable {
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

interface PersonalAccessTokensTable {
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
interface RevocationsTable {
  id: string;
  expires_at: number;
}
