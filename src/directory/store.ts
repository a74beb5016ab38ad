import type { AccountLinks } from '../password/account-link.ts';
import type { Attempts } from '../password/attempts.ts';
import type { Credentials } from '../password/credential.ts';
import type { RefusedSignInCounts } from '../password/refused-sign-ins.ts';
import type { ApiResources } from './api-resource.ts';
import type { ApplicationRegistry } from './application/registry.ts';
import type { Applications } from './application.ts';
import type { ArchiveAnchors } from './audit/anchor.ts';
import type { AuditLog } from './audit.ts';
import type { Certificates } from './certificate.ts';
import type { Consents } from './consent.ts';
import type { DirectoryEntities } from './directory-entity.ts';
import type { EndedGrants } from './end-everything.ts';
import type { FederatedCredentials } from './federated-credential.ts';
import type { Groups } from './group.ts';
import type { FirstStart } from './installation.ts';
import type { LoginAttempts } from './login-attempt.ts';
import type { Memberships } from './membership.ts';
import type { MessageTemplates } from './message-template.ts';
import type { NameClashes } from './name-clash.ts';
import type { Organizations } from './organization.ts';
import type { Outbox } from './outbox.ts';
import type { PersonalAccessTokens } from './personal-access-token.ts';
import type { RobotAccounts } from './robot-account.ts';
import type { Settings } from './setting.ts';
import type { Subjects } from './subject.ts';
import type { UserKey, Users } from './user.ts';

/** What a use case can read and write, noun by noun. */
export interface Tables {
  readonly firstStart: FirstStart;
  readonly organizations: Organizations;
  readonly subjects: Subjects;
  readonly nameClashes: NameClashes;
  readonly users: Users;
  readonly credentials: Credentials;
  readonly attempts: Attempts;
  readonly accountLinks: AccountLinks;
  readonly groups: Groups;
  readonly memberships: Memberships;
  readonly robotAccounts: RobotAccounts;
  readonly entities: DirectoryEntities;
  readonly applications: Applications;
  readonly consents: Consents;
  readonly applicationRegistry: ApplicationRegistry;
  readonly federatedCredentials: FederatedCredentials;
  readonly apiResources: ApiResources;
  readonly certificates: Certificates;
  readonly settings: Settings;
  readonly loginAttempts: LoginAttempts;
  readonly refusedSignIns: RefusedSignInCounts;
  readonly audit: AuditLog;
  readonly auditAnchors: ArchiveAnchors;
  readonly outbox: Outbox;
  readonly messageTemplates: MessageTemplates;
  readonly grants: Grants;
  readonly personalAccessTokens: PersonalAccessTokens;
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

/** Browser sessions, authorization codes, refresh tokens and whatever else a sign-in left behind. */
export interface Grants {
  /** Begins a session, in place of the browser's earlier one, and, when it is to be the only one, of all of the user's. */
  beginSession(
    session: StoredSession,
    replaces: { readonly id: string | undefined; readonly all: boolean },
  ): Promise<void>;
  /** Ends everything that was granted in the name of the user. Answers what of it was alive. */
  revokeOfUser(user: UserKey, now: number): Promise<EndedGrants>;
  /** Ends one of the user's browser sessions. Answers whether there was one of that id. */
  endSession(user: UserKey, id: string): Promise<boolean>;
  /**
   * Ends everything that the user has granted to the application, and has the access tokens refused that it may have,
   * until the last of them has expired at `until`. Answers what was alive, and how many grants it came from.
   */
  revokeOfUserAndApplication(
    user: UserKey,
    clientId: string,
    now: number,
    until: number,
  ): Promise<EndedGrants & { readonly grants: number }>;
  /** Ends everything that was granted to the application, by whomever. */
  revokeOfApplication(clientId: string): Promise<void>;
  /** Ends everything that was granted in the name of anybody of the organization. */
  revokeOfOrganization(organizationId: string): Promise<void>;
}

export interface Store extends Tables {
  /** Runs `work` in one transaction: all of its writes become durable together, or none when it throws. */
  transaction<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
  /**
   * As `transaction`, but what comes at the same time is written to the disk together: for what anybody may cause. It is
   * not for work that throws on purpose, which makes everything that came along run once more.
   */
  together<T>(work: (tables: Tables) => Promise<T>): Promise<T>;
}
