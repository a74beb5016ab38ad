import type {
  AccountLinksTable,
  AddressesTable,
  CredentialsTable,
  FactorDeadlinesTable,
  FactorsTable,
  GroupsTable,
  MembershipsTable,
  NameClashesTable,
  PasswordAttemptsTable,
  PasswordHistoryTable,
  RobotAccountsTable,
  SubjectClashesTable,
  SubjectsTable,
  UserLoginsTable,
  UserRanksTable,
  UserSearchTable,
  UsersTable,
} from './schema/account.ts';
import type {
  ApiResourcesTable,
  ApiScopesTable,
  ApplicationOriginsTable,
  ApplicationScopesTable,
  ApplicationSecretsTable,
  ApplicationsTable,
  ConsentsTable,
  FederatedCredentialsTable,
} from './schema/application.ts';
import type {
  CertificatesTable,
  CountersTable,
  MessageTemplatesTable,
  OrganizationsTable,
  SettingsTable,
  TenantsTable,
} from './schema/organization.ts';
import type {
  AuditAnchorsTable,
  AuditEntriesTable,
  AuditHeadsTable,
  LeasesTable,
  LoginAttemptsTable,
  OutboxTable,
  PepperKeysTable,
  RefusedSignInsTable,
} from './schema/record.ts';
import type {
  GrantsTable,
  LogoutNoticesTable,
  OldHandlesTable,
  PersonalAccessTokensTable,
  RevocationsTable,
  SessionApplicationsTable,
  SigningKeysTable,
  UserCodesTable,
  WaitingGrantsTable,
} from './schema/token.ts';

/**
 * The one schema, typed once for both dialects. Booleans are 0 or 1, times are epoch milliseconds, JSON is text: types
 * that SQLite and PostgreSQL read back alike. Which organization a row belongs to, if to one, says `kinds`.
 */
export interface Database {
  organizations: OrganizationsTable;
  tenants: TenantsTable;
  subjects: SubjectsTable;
  addresses: AddressesTable;
  subject_clashes: SubjectClashesTable;
  name_clashes: NameClashesTable;
  users: UsersTable;
  user_ranks: UserRanksTable;
  user_logins: UserLoginsTable;
  user_search: UserSearchTable;
  credentials: CredentialsTable;
  password_attempts: PasswordAttemptsTable;
  password_history: PasswordHistoryTable;
  factors: FactorsTable;
  factor_deadlines: FactorDeadlinesTable;
  groups: GroupsTable;
  memberships: MembershipsTable;
  account_links: AccountLinksTable;
  robot_accounts: RobotAccountsTable;
  applications: ApplicationsTable;
  application_scopes: ApplicationScopesTable;
  application_secrets: ApplicationSecretsTable;
  federated_credentials: FederatedCredentialsTable;
  consents: ConsentsTable;
  application_origins: ApplicationOriginsTable;
  api_resources: ApiResourcesTable;
  api_scopes: ApiScopesTable;
  certificates: CertificatesTable;
  settings: SettingsTable;
  login_attempts: LoginAttemptsTable;
  refused_sign_ins: RefusedSignInsTable;
  audit_entries: AuditEntriesTable;
  audit_heads: AuditHeadsTable;
  audit_anchors: AuditAnchorsTable;
  outbox: OutboxTable;
  message_templates: MessageTemplatesTable;
  counters: CountersTable;
  grants: GrantsTable;
  user_codes: UserCodesTable;
  waiting_grants: WaitingGrantsTable;
  old_handles: OldHandlesTable;
  session_applications: SessionApplicationsTable;
  logout_notices: LogoutNoticesTable;
  signing_keys: SigningKeysTable;
  personal_access_tokens: PersonalAccessTokensTable;
  revocations: RevocationsTable;
  leases: LeasesTable;
  pepper_keys: PepperKeysTable;
}
