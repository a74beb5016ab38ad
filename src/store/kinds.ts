import type { Database } from './database.ts';

/**
 * To whom the rows of a table belong, and with that, where they could be if one machine were not enough.
 *
 * - `owned`: each row to one organization, whose id is the first column of the primary key and in every unique index.
 *   Everything of an organization can lie in one place, and every statement says in which.
 * - `global`: to nobody. Few rows, seldom written: a copy can lie in every place.
 * - `signpost`: leads from what somebody presents that says of no organization to the organization. It is asked first, by
 *   the value alone, and the owned table then.
 * - `index`: the embedded store's own, made from an owned table.
 */
export type Kind = 'owned' | 'global' | 'signpost' | 'index';

/** Which kind each table is. [A page](docs/scale.md) says what follows from it. */
export const kinds: { readonly [T in keyof Database]: Kind } = {
  organizations: 'global',
  tenants: 'global',
  signing_keys: 'global',
  leases: 'global',
  pepper_keys: 'global',
  subject_clashes: 'global',

  subjects: 'signpost',
  addresses: 'signpost',
  application_origins: 'signpost',
  user_codes: 'signpost',
  waiting_grants: 'signpost',
  old_handles: 'signpost',

  users: 'owned',
  user_ranks: 'owned',
  user_logins: 'owned',
  user_search: 'index',
  name_clashes: 'owned',
  credentials: 'owned',
  password_attempts: 'owned',
  password_history: 'owned',
  groups: 'owned',
  memberships: 'owned',
  account_links: 'owned',
  robot_accounts: 'owned',
  applications: 'owned',
  application_scopes: 'owned',
  application_secrets: 'owned',
  federated_credentials: 'owned',
  consents: 'owned',
  factors: 'owned',
  factor_deadlines: 'owned',
  api_resources: 'owned',
  api_scopes: 'owned',
  certificates: 'owned',
  settings: 'owned',
  login_attempts: 'owned',
  refused_sign_ins: 'owned',
  audit_entries: 'owned',
  audit_heads: 'owned',
  audit_anchors: 'owned',
  outbox: 'owned',
  message_templates: 'owned',
  counters: 'owned',
  grants: 'owned',
  session_applications: 'owned',
  logout_notices: 'owned',
  personal_access_tokens: 'owned',
  revocations: 'owned',
};

/** The tables of a kind. */
export const tablesOf = (kind: Kind): readonly (keyof Database)[] =>
  (Object.keys(kinds) as (keyof Database)[]).filter((table) => kinds[table] === kind);

/** What a signpost is asked by: the column whose value says where a row of it lies. */
export const signpostKeys = {
  subjects: 'id',
  addresses: 'address_key',
  application_origins: 'origin',
  user_codes: 'user_code',
  waiting_grants: 'requester',
  old_handles: 'id',
} as const satisfies { readonly [T in keyof Database]?: keyof Database[T] };
