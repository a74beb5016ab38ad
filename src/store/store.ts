import type { Kysely } from 'kysely';
import { noPepper, type Pepper } from '../directory/pepper.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Store, Tables } from '../directory/store.ts';
import { accountLinks } from './account-links.ts';
import { activity } from './activity.ts';
import { apiResources } from './api-resources.ts';
import { applicationRegistry } from './application-registry.ts';
import { applications } from './applications.ts';
import { attempts, newRefusals, type Refusals, type Unreleased } from './attempts.ts';
import { auditLog } from './audit.ts';
import { auditAnchors } from './audit-anchors.ts';
import { certificates } from './certificates.ts';
import { consents } from './consents.ts';
import { credentialSurvey } from './credential-survey.ts';
import { credentials } from './credentials.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { directoryEntities } from './directory-entities.ts';
import { expiringCredentials } from './expiring-credentials.ts';
import { factors } from './factors.ts';
import { federatedCredentials } from './federated-credentials.ts';
import { firstStart } from './first-start.ts';
import { grantStore } from './grants.ts';
import { groupCommit } from './group-commit.ts';
import { groups } from './groups.ts';
import { loginAttempts } from './login-attempts.ts';
import { memberships } from './memberships.ts';
import { messageTemplates } from './message-templates.ts';
import { nameClashes } from './name-clashes.ts';
import { organizations } from './organizations.ts';
import { type CanMail, outbox } from './outbox.ts';
import { personalAccessTokens } from './personal-access-tokens.ts';
import { refusedSignIns } from './refused-sign-ins.ts';
import { robotAccounts } from './robot-accounts.ts';
import { settings } from './settings.ts';
import { subjects } from './subjects.ts';
import { inBulkTransaction, inTransaction } from './transaction.ts';
import { undeliveredMails } from './undelivered-mails.ts';
import { users } from './users.ts';

/**
 * The store over an open database, whichever its dialect. Without a sealer it takes no secret that must be read again;
 * only where mail is sent does anybody know that it can be. Without the pepper of the installation it opens no hash that is
 * sealed, and seals none.
 */
export function createStore(
  db: Kysely<Database>,
  sealer: Sealer = noSealer,
  canMail: CanMail = () => false,
  pepper: Pepper = noPepper,
): Store {
  const together = groupCommit(db);
  const refusals = newRefusals();
  const unreleased: Unreleased = [];
  const within = (transaction: Kysely<Database>) =>
    tables(transaction, { sealer, canMail, pepper, refusals, unreleased });
  return {
    ...within(db),
    atOnce: (work) => (dialectOf(db).isShared ? db.connection().execute((one) => work(within(one))) : work(within(db))),
    together: (work) => together((transaction) => work(within(transaction))),
    bulk: (work, count = Number.POSITIVE_INFINITY) => {
      const run = count > few ? inBulkTransaction : inTransaction;
      return run(db, (transaction) => work(within(transaction)));
    },
    transaction: (work) => inTransaction(db, (transaction) => work(within(transaction))),
  };
}

/** People, members or the like, each with its rows: all of them are written within some milliseconds. */
const few = 20;

const noSealer: Sealer = {
  seal() {
    throw new Error('The store was opened without the installation key.');
  },
  unseal: () => undefined,
  sign: () => '',
};

interface Parts {
  readonly sealer: Sealer;
  readonly canMail: CanMail;
  readonly pepper: Pepper;
  readonly refusals: Refusals;
  readonly unreleased: Unreleased;
}

function tables(db: Kysely<Database>, { sealer, canMail, pepper, refusals, unreleased }: Parts): Tables {
  return {
    firstStart: firstStart(db),
    organizations: organizations(db, sealer),
    subjects: subjects(db),
    nameClashes: nameClashes(db),
    users: users(db),
    credentials: credentials(db, pepper),
    credentialSurvey: credentialSurvey(db),
    attempts: attempts(db, refusals, unreleased),
    factors: factors(db),
    accountLinks: accountLinks(db),
    groups: groups(db),
    memberships: memberships(db),
    robotAccounts: robotAccounts(db),
    entities: directoryEntities(db),
    applications: applications(db),
    applicationRegistry: applicationRegistry(db),
    expiringCredentials: expiringCredentials(db),
    federatedCredentials: federatedCredentials(db),
    apiResources: apiResources(db),
    certificates: certificates(db),
    settings: settings(db, sealer),
    consents: consents(db),
    loginAttempts: loginAttempts(db),
    refusedSignIns: refusedSignIns(db),
    activity: activity(db),
    audit: auditLog(db, sealer),
    auditAnchors: auditAnchors(db, sealer),
    outbox: outbox(db, sealer, canMail),
    undeliveredMails: undeliveredMails(db),
    messageTemplates: messageTemplates(db),
    grants: grantStore(db),
    personalAccessTokens: personalAccessTokens(db),
  };
}
