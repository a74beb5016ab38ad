import { sql } from 'kysely';
import { isNoted, noteExpired } from './back-channel.ts';
import type { Database } from './database.ts';
import type { Life } from './life.ts';
import { deleteWhere, updateWhere } from './sweep.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const idKey = ['organization_id', 'id'] as const;
/** Of most of what ends by itself. */
const expired = ({ now }: { readonly now: number }) => sql`expires_at <= ${now}`;

const isWaiting = sql`delivered_at is null and dead_at is null`;

/**
 * The life of every row: which table, who ends its rows, when. In the order in which an organization is forgotten: what
 * refers to others comes before them.
 */
export const lives: { readonly [T in keyof Database]: Life<T> } = {
  personal_access_tokens: {
    holds: 'Personal access tokens, as hashes.',
    ends: 'With the person, or when the token is revoked; else 30 days after it has expired, so that its owner can see that it has.',
    key: ['id'],
    endsWithUser: true,
    sweeps: [deleteWhere('personal_access_tokens', idKey, ({ now }) => sql`expires_at <= ${now - 30 * day}`)],
  },
  factors: {
    holds:
      'Second factors of people: public keys of passkeys, sealed secrets of apps for codes, and recovery codes as hashes.',
    ends: 'With the person, or when the person or an administrator removes the factor.',
    key: ['user_id', 'id'],
    endsWithUser: true,
  },
  factor_deadlines: {
    holds: 'Until when somebody has time to set a second factor up.',
    ends: 'With the person, or when a factor is set up.',
    key: ['user_id'],
    endsWithUser: true,
  },
  consents: {
    holds: 'What people have allowed applications to do.',
    ends: 'With the person or the application, or when the person takes it back.',
    key: ['user_id', 'application_id'],
    endsWithUser: true,
  },
  account_links: {
    holds:
      'The latest link of each kind that a person was mailed or the operator made, as a hash, and how many there were in the hour.',
    ends: 'With the person; else 30 days after the link has expired, so that administrators can see that it has.',
    key: ['user_id', 'kind'],
    endsWithUser: true,
    sweeps: [
      deleteWhere(
        'account_links',
        ['organization_id', 'user_id', 'kind'],
        ({ now }) => sql`expires_at <= ${now - 30 * day}`,
      ),
    ],
  },
  addresses: {
    holds: 'In which organization somebody has an e-mail address, or has it as user name.',
    ends: 'With the person, or when the address becomes another, at once.',
    key: ['address_key', 'account_id'],
  },
  user_logins: {
    holds: 'Accounts of people with others who vouch for them.',
    ends: 'With the person.',
    key: ['login_provider', 'provider_key'],
    endsWithUser: true,
  },
  password_history: {
    holds: 'Hashes of retired passwords, as many as the reuse limit needs.',
    ends: 'With the person; the oldest with the change that makes them too many.',
    key: ['user_id', 'sequence'],
    endsWithUser: true,
  },
  credentials: {
    holds:
      'Hashes of passwords, by which rules each was judged, and when the owner was last told of a lock or of the expiry.',
    ends: 'With the person.',
    key: ['user_id'],
    endsWithUser: true,
  },
  password_attempts: {
    holds: 'How often a password of an account was tried, by the source that it came from.',
    ends: 'With the attempt when nothing has failed; else two days after the latest one, and not before the lock is over; with the person.',
    key: ['user_id', 'kind', 'source'],
    endsWithUser: true,
    sweeps: [deleteWhere('password_attempts', ['organization_id', 'user_id', 'kind', 'source'], expired)],
  },
  memberships: {
    holds: 'Who is in which group.',
    ends: 'With the group or the member, or when an administrator takes the member out.',
    key: ['group_id', 'member_id'],
  },
  application_origins: {
    holds: 'Where the pages of an application come from.',
    ends: 'With the application, or with the redirect URI that it comes from.',
    key: ['origin', 'application_id'],
  },
  application_scopes: {
    holds: 'Which scopes an application has.',
    ends: 'With the application, or when an administrator takes the scope away.',
    key: ['application_id', 'name'],
  },
  application_secrets: {
    holds: 'Secrets of applications, as hashes.',
    ends: 'With the application, or when an administrator deletes the secret; else 30 days after it has expired, so that it is known who still uses it.',
    key: ['id'],
    sweeps: [deleteWhere('application_secrets', idKey, ({ now }) => sql`ended_at <= ${now - 30 * day}`)],
  },
  federated_credentials: {
    holds: 'Whose tokens an application may show instead of a secret.',
    ends: 'With the application, or when an administrator deletes the credential.',
    key: ['id'],
  },
  applications: {
    holds: 'Applications.',
    ends: 'When an administrator deletes the application.',
    key: ['id'],
  },
  groups: { holds: 'Groups.', ends: 'When an administrator deletes the group.', key: ['id'] },
  robot_accounts: { holds: 'Robot accounts.', ends: 'When an administrator deletes the account.', key: ['id'] },
  subject_clashes: {
    holds: 'Accounts that had the id of another one when ids became unique.',
    ends: 'With the organization.',
    key: ['id', 'kind'],
  },
  name_clashes: {
    holds: 'Ids of people, groups and others that had the name of another one when names became unique.',
    ends: 'With the organization.',
    key: ['kind', 'id'],
  },
  api_scopes: { holds: 'Scopes of APIs.', ends: 'With the API, or when an administrator takes it out.', key: ['name'] },
  api_resources: { holds: 'APIs.', ends: 'When an administrator deletes the API.', key: ['name_key'] },
  certificates: {
    holds: 'SAML certificates, at most two for an organization.',
    ends: 'When an administrator replaces or deletes it; one that has expired is shown until then.',
    key: ['role'],
  },
  settings: {
    holds: 'Settings of organizations, and what people have set for themselves.',
    ends: 'With the person whose it is; that of an organization with the organization.',
    key: ['user_id', 'key_key'],
    endsWithUser: true,
  },
  message_templates: {
    holds: 'Texts of mails that an organization has put in place of the built-in ones.',
    ends: 'When an administrator goes back to the built-in text.',
    key: ['id'],
  },
  outbox: {
    holds: 'Mails that wait, were sent or were given up. The link in one is taken out when it was sent.',
    ends: 'A mail that was sent after 7 days, one that was given up after 30. One that comes too late is given up; without any mail server, it is deleted.',
    key: ['id'],
    sweeps: [
      updateWhere(
        'outbox',
        idKey,
        ({ now }) => sql`dead_at = ${now}, claim = null`,
        ({ now }) => sql`expires_at <= ${now} and available_at <= ${now} and attempts > 0 and ${isWaiting}`,
      ),
      deleteWhere(
        'outbox',
        idKey,
        ({ now }) => sql`expires_at <= ${now} and available_at <= ${now} and attempts = 0 and ${isWaiting}`,
      ),
      deleteWhere('outbox', idKey, ({ now }) => sql`delivered_at < ${now - 7 * day}`),
      deleteWhere('outbox', idKey, ({ now }) => sql`dead_at < ${now - 30 * day}`),
    ],
  },
  login_attempts: {
    holds: 'Attempts to sign in: name, address, browser and outcome.',
    ends: '`login-attempt-days` after the attempt, 90 unless you set it.',
    key: ['id'],
    sweeps: [
      deleteWhere(
        'login_attempts',
        ['organization_id', 'id'],
        ({ now, retention }) => sql`created_at <= ${now - retention.loginAttemptDays * day}`,
      ),
    ],
  },
  refused_sign_ins: {
    holds: 'How many sign-ins under names that nobody has came from a network in a minute.',
    ends: '30 days after that minute.',
    key: ['minute', 'network', 'reason'],
    sweeps: [
      deleteWhere(
        'refused_sign_ins',
        ['organization_id', 'minute', 'network', 'reason'],
        ({ now }) => sql`minute <= ${Math.floor((now - 30 * day) / minute)}`,
      ),
    ],
  },
  audit_entries: {
    holds: 'The audit log.',
    ends: 'Kept for as long as the organization, unless the operator moves what is old into a file with `audit archive`. No request can delete any of it.',
    key: ['sequence'],
  },
  audit_heads: {
    holds: 'The last entry of each audit log.',
    ends: 'Kept for as long as the log.',
    key: [],
  },
  audit_anchors: {
    holds: 'What was moved out of an audit log, and into which file.',
    ends: 'Kept for as long as the log.',
    key: ['sequence'],
  },
  user_ranks: {
    holds: 'How many people have names from here to there, for lists of users.',
    ends: 'With the organization. It holds counts and the letters at which a range begins.',
    key: ['start_key'],
  },
  counters: {
    holds: 'Numbers that were given last, and when the first start was.',
    ends: 'With the organization.',
    key: ['name'],
  },
  tenants: { holds: 'Tenants.', ends: 'When the tenant is deleted.', key: ['id'] },
  users: {
    holds: 'People.',
    ends: 'When an administrator deletes the person, all that is said of them is wiped out at once; the row goes with the organization.',
    key: ['id'],
  },
  user_search: { holds: 'The search index of names.', ends: 'With the person, at once.' },
  organizations: {
    holds: 'Organizations.',
    ends: '`deleted-organization-days` after the host has deleted the organization, 30 unless you set it, together with everything that it owns.',
  },
  subjects: {
    holds: 'Ids that accounts have or had: those of people, robot accounts and applications.',
    ends: 'Kept for ever, so that an id never means somebody else. It says nothing but the id.',
  },
  grants: {
    holds:
      'Sessions, codes, grants, refresh tokens, codes of devices, pushed authorization requests, and what was used and must not be used again.',
    ends: 'Each when it has [expired](tokens.md#how-long-things-live); with the person, the application or the organization; when it is revoked.',
    key: ['model', 'id'],
    sweeps: [
      noteExpired,
      deleteWhere('grants', ['organization_id', 'model', 'id'], ({ now }) => sql`expires_at <= ${now} and ${isNoted}`),
    ],
  },
  user_codes: {
    holds: 'Where the code of a device is whose other half a person types.',
    ends: 'When it is typed, or with the time of the code.',
    sweeps: [deleteWhere('user_codes', ['user_code'], expired)],
  },
  waiting_grants: {
    holds: 'From which network, or for which organization, somebody has asked for what waits.',
    ends: 'With the time of what was asked for.',
    sweeps: [deleteWhere('waiting_grants', ['requester', 'model', 'expires_at', 'organization_id', 'id'], expired)],
  },
  old_handles: {
    holds: 'Whose a token, cookie or link is that an earlier version made, by its hash.',
    ends: 'When it has expired; that of a session a month later.',
    sweeps: [deleteWhere('old_handles', ['id'], expired)],
  },
  session_applications: {
    holds: 'Which applications somebody signed in to within a session, and is to be signed out of with it.',
    ends: 'With the session.',
    key: ['session_id', 'application_id', 'sid'],
  },
  logout_notices: {
    holds:
      'Sessions that have ended, of which an application is still to be told: the ids of session, person and application.',
    ends: 'When the application was told; given up after two hours.',
    key: ['application_id', 'sid'],
  },
  signing_keys: {
    holds: 'Signing keys, sealed.',
    ends: 'When the last token that a retired key has signed has expired.',
  },
  revocations: {
    holds: 'Ids of access tokens and grants that were ended before their time.',
    ends: 'When the last token that is meant has expired.',
    key: ['id'],
    sweeps: [deleteWhere('revocations', ['organization_id', 'id'], expired)],
  },
  leases: {
    holds:
      'Which of several processes does what only one of them may do at a time, how the clock of each is set, and its settings.',
    ends: 'Kept: one row for each kind of work, and one for each node until it was silent for two minutes.',
  },
  pepper_keys: { holds: 'Which keys of a pepper seal how many hashes, by id.', ends: 'Kept: one row for each key.' },
};

type TableWithUser = {
  [T in keyof Database]: Database[T] extends { readonly organization_id: string; readonly user_id: string } ? T : never;
}[keyof Database];

/** Where something of a user lies that ends with the user. */
export const tablesOfUsers = Object.entries(lives)
  .filter(([, { endsWithUser }]) => endsWithUser)
  .map(([table]) => table as TableWithUser);
