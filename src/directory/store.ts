import type { AccountLinks } from './account-link.ts';
import type { Activity } from './activity.ts';
import type { ApiResources } from './api-resource.ts';
import type { ApplicationRegistry } from './application/registry.ts';
import type { Applications } from './application.ts';
import type { Attempts } from './attempt-counter.ts';
import type { ArchiveAnchors } from './audit/anchor.ts';
import type { AuditLog } from './audit.ts';
import type { Certificates } from './certificate.ts';
import type { Consents } from './consent.ts';
import type { Credentials } from './credential.ts';
import type { CredentialSurvey } from './credential-survey.ts';
import type { DirectoryEntities } from './directory-entity.ts';
import type { ExpiringCredentials } from './expiring-credential.ts';
import type { Factors } from './factor.ts';
import type { FederatedCredentials } from './federated-credential.ts';
import type { FirstStart } from './first-start.ts';
import type { Grants } from './grant.ts';
import type { Groups } from './group.ts';
import type { LoginAttempts } from './login-attempt.ts';
import type { Memberships } from './membership.ts';
import type { MessageTemplates } from './message-template.ts';
import type { NameClashes } from './name-clash.ts';
import type { Organizations } from './organization.ts';
import type { Outbox } from './outbox.ts';
import type { PersonalAccessTokens } from './personal-access-token.ts';
import type { RefusedSignInCounts } from './refused-sign-in.ts';
import type { RobotAccounts } from './robot-account.ts';
import type { Settings } from './setting.ts';
import type { Subjects } from './subject.ts';
import type { UndeliveredMails } from './undelivered-mail.ts';
import type { Users } from './user.ts';

/** What a use case can read and write, noun by noun. */
export interface Tables {
  readonly firstStart: FirstStart;
  readonly organizations: Organizations;
  readonly subjects: Subjects;
  readonly nameClashes: NameClashes;
  readonly users: Users;
  readonly credentials: Credentials;
  readonly credentialSurvey: CredentialSurvey;
  readonly attempts: Attempts;
  readonly factors: Factors;
  readonly accountLinks: AccountLinks;
  readonly groups: Groups;
  readonly memberships: Memberships;
  readonly robotAccounts: RobotAccounts;
  readonly entities: DirectoryEntities;
  readonly applications: Applications;
  readonly consents: Consents;
  readonly applicationRegistry: ApplicationRegistry;
  readonly expiringCredentials: ExpiringCredentials;
  readonly federatedCredentials: FederatedCredentials;
  readonly apiResources: ApiResources;
  readonly certificates: Certificates;
  readonly settings: Settings;
  readonly loginAttempts: LoginAttempts;
  readonly refusedSignIns: RefusedSignInCounts;
  readonly activity: Activity;
  readonly audit: AuditLog;
  readonly auditAnchors: ArchiveAnchors;
  readonly outbox: Outbox;
  readonly undeliveredMails: UndeliveredMails;
  readonly messageTemplates: MessageTemplates;
  readonly grants: Grants;
  readonly personalAccessTokens: PersonalAccessTokens;
}

export interface Store extends Tables {
  /**
   * Runs `work`, without a transaction, on one connection: what does not wait for each other goes to a database together. Of
   * writes, only those may that need not be on the disk when they are answered, such as the count of a try.
   */
  atOnce<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /** Runs `work` in one transaction: all of its writes become durable together, or none when it throws. */
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /**
   * As `transaction`, for what may write very many rows: it takes nothing from those who only read meanwhile.
   *
   * @param count of what is written, where that is known before: a few things do not take long.
   */
  bulk<T>(work: (tables: Tables) => Promise<T>, count?: number): Promise<T>;
  /**
   * As `transaction`, but what comes at the same time is written to the disk together: for what anybody may cause. It is
   * not for work that throws on purpose, which makes everything that came along run once more.
   */
  together<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
}
