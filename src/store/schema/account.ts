import type { Generated } from 'kysely';
import type { FactorKind } from '../../directory/factor.ts';
import type { NameClashKind } from '../../directory/name-clash.ts';
import type { Flag } from './flag.ts';

// Who can act in an organization: users with what they sign in with, robot accounts, groups.

export interface UsersTable {
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
  /** The row of the search index: 2^31 times the number of the organization, and which of its users it is by creation. */
  search_id: number;
  /** Every name in its canonical form, with line ends between them. */
  search_text: string;
}

/** What people prove who they are with besides their passwords. */
export interface FactorsTable {
  organization_id: string;
  user_id: string;
  id: string;
  kind: FactorKind;
  name: string;
  /** JSON text, without a secret. */
  state: string;
  sealed_secret: string | null;
  created_at: number;
  last_used_at: number | null;
}

/** Until when people have time to set a second factor up. */
export interface FactorDeadlinesTable {
  organization_id: string;
  user_id: string;
  due_at: number;
  is_demanded: Flag;
}

/** Every id that an account has or had: where to look for it. Kept for ever, because an id is never given again. */
export interface SubjectsTable {
  id: string;
  /** Null for an application that was deleted before this was written down. */
  organization_id: string | null;
  kind: 'user' | 'robotAccount' | 'application';
}

/** Addresses of people, as e-mail addresses and as user names: where to look for who signs in with one. */
export interface AddressesTable {
  /** In the form in which addresses are compared. */
  address_key: string;
  organization_id: string;
  account_id: string;
}

/** Accounts whose id another one had before, from before ids were unique in the installation. */
export interface SubjectClashesTable {
  organization_id: string;
  id: string;
  kind: 'user' | 'robotAccount' | 'application';
}

/**
 * Those who had the name or the address of another since before that was impossible, or a name that is the same only since names
 * are compared otherwise.
 */
export interface NameClashesTable {
  organization_id: string;
  kind: NameClashKind;
  /** Whose name it was not first: an id, for an API the name. */
  id: string;
  first_id: string;
}

/** How many living users have a name from here to the start of the next range. Ranges grow to a few thousand. */
export interface UserRanksTable {
  organization_id: string;
  start_key: string;
  count: number;
  /** The number of the latest change, as counted by `user_list`, of any user in the range. */
  change: number;
}

/** The index of three-letter pieces; its text is not kept. */
export interface UserSearchTable {
  rowid: number;
  text: string;
}

export interface UserLoginsTable {
  organization_id: string;
  login_provider: string;
  provider_key: string;
  user_id: string;
  provider_display_name: string | null;
}

export interface CredentialsTable {
  organization_id: string;
  user_id: string;
  password_hash: string | null;
  version: Generated<number>;
  security_stamp: string;
  changed_at: number;
  /** 1: somebody else chose it; 2: somebody wants it changed. */
  must_change: Flag | 2;
  /** When the owner was last told of a lock. */
  lock_told_at: number | null;
  /** By which rules the password was judged when it was set; null when by none, or before that was written down. */
  kept_rules: Generated<string | null>;
  /** Which moment before the expiry of the password the owner was last told of. */
  expiry_told: Generated<number | null>;
  /** Milliseconds that a hash takes about that was made elsewhere, or is weaker than a new one; null for others. */
  hash_cost: Generated<number | null>;
  /** The canonical user name of who had no password when this was written; null of others, and where it is not known. */
  name_key: Generated<string | null>;
}

/**
 * How often a password of the account was tried from one source. An empty user id stands for names that nobody has. What
 * is pending counts until `pending_until` at the latest: a process that died settles nothing.
 */
export interface PasswordAttemptsTable {
  organization_id: string;
  user_id: string;
  kind: 'device' | 'owner' | 'administrator' | 'application' | 'link' | 'network' | 'strangers' | 'everybody';
  source: string;
  network: string | null;
  pending: number;
  pending_until: number;
  /** In a row. */
  failed: number;
  locked_until: number | null;
  /** How many were refused since the counter is shut; -1 when the latest one was refused because of those pending. */
  refused: number;
  /** In days since the epoch. */
  day: number;
  failed_today: number;
  failed_yesterday: number;
  /** From then on the row says nothing any more. */
  expires_at: number;
}

/** The latest link of each kind that a user was sent. An empty user id stands for names that nobody has. */
export interface AccountLinksTable {
  organization_id: string;
  user_id: string;
  kind: 'ForgotPassword' | 'UserInvitation' | 'EmailConfirmation' | 'Recovery';
  token_hash: string;
  credential_version: number | null;
  email: string;
  expires_at: number;
  used_at: number | null;
  /** The row of the outbox that carries it. */
  notice_id: string | null;
  /** Where who asked wanted to go, sealed. */
  way_back: string | null;
  /** How many were sent since when. */
  window_began_at: number;
  issued: number;
}

export interface PasswordHistoryTable {
  organization_id: string;
  user_id: string;
  sequence: number;
  password_hash: string;
  retired_at: number;
}

export interface GroupsTable {
  organization_id: string;
  id: string;
  name: string;
  name_key: string;
  type: 'builtIn' | 'custom';
  created_at: number;
  modified_at: number | null;
  version: Generated<number>;
}

export interface MembershipsTable {
  organization_id: string;
  group_id: string;
  member_id: string;
  member_type: 'user' | 'robotAccount' | 'application';
}

export interface RobotAccountsTable {
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
