import type { Migration } from 'kysely/migration';
import { up as initial } from './0001-initial.ts';
import { up as host } from './0002-host.ts';
import { up as userList } from './0005-user-list.ts';
import { up as robotAccounts } from './0006-robot-accounts.ts';
import { up as administration } from './0007-administration.ts';
import { up as auditChain } from './0008-audit-chain.ts';
import { up as flows } from './0010-flows.ts';
import { up as signIn } from './0011-sign-in.ts';
import { up as tokens } from './0012-tokens.ts';
import { up as mail } from './0014-mail.ts';
import { up as sortedLists } from './0016-sorted-lists.ts';
import { up as applicationGrants } from './0019-application-grants.ts';
import { up as subjects } from './0020-subjects.ts';
import { up as auditAnchors } from './0021-audit-anchors.ts';
import { up as lives } from './0023-lives.ts';
import { up as waitingGrants } from './0024-waiting-grants.ts';
import { up as attempts } from './0026-attempts.ts';
import { up as refusedSignIns } from './0027-refused-sign-ins.ts';
import { up as linksFirst } from './0034-links-first.ts';
import { up as wayBack } from './0035-way-back.ts';
import { up as oneFolding } from './0036-one-folding.ts';
import { up as oneNamespace } from './0037-one-namespace.ts';
import { up as mailOrder } from './0038-mail-order.ts';
import { up as firstStart } from './0040-first-start.ts';
import { up as portal } from './0042-portal.ts';
import { up as displayNames } from './0044-display-names.ts';
import { up as federatedCredentials } from './0045-federated-credentials.ts';
import { up as relyingParties } from './0046-relying-parties.ts';
import { up as leases } from './0047-leases.ts';
import { up as signposts } from './0048-signposts.ts';
import { up as grants } from './0049-grants.ts';
import { up as revocations } from './0050-revocations.ts';
import { up as counters } from './0051-counters.ts';
import { up as keptRules } from './0052-expand-kept-rules.ts';
import { up as expiryTold } from './0053-expand-expiry-told.ts';

/** Every migration there is, in the order in which they run. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': { up: initial },
  '0002-host': { up: host },
  '0007-administration': { up: administration },
  '0005-user-list': { up: userList },
  '0008-audit-chain': { up: auditChain },
  '0006-robot-accounts': { up: robotAccounts },
  '0010-flows': { up: flows },
  '0011-sign-in': { up: signIn },
  '0012-tokens': { up: tokens },
  '0014-mail': { up: mail },
  '0019-application-grants': { up: applicationGrants },
  '0016-sorted-lists': { up: sortedLists },
  '0020-subjects': { up: subjects },
  '0021-audit-anchors': { up: auditAnchors },
  '0023-lives': { up: lives },
  '0024-waiting-grants': { up: waitingGrants },
  '0026-attempts': { up: attempts },
  '0027-refused-sign-ins': { up: refusedSignIns },
  '0034-links-first': { up: linksFirst },
  '0035-way-back': { up: wayBack },
  '0036-one-folding': { up: oneFolding },
  '0037-one-namespace': { up: oneNamespace },
  '0038-mail-order': { up: mailOrder },
  '0040-first-start': { up: firstStart },
  '0042-portal': { up: portal },
  '0044-display-names': { up: displayNames },
  '0045-federated-credentials': { up: federatedCredentials },
  '0046-relying-parties': { up: relyingParties },
  '0047-leases': { up: leases },
  '0048-signposts': { up: signposts },
  '0049-grants': { up: grants },
  '0050-revocations': { up: revocations },
  '0051-counters': { up: counters },
  '0052-expand-kept-rules': { up: keptRules },
  '0053-expand-expiry-told': { up: expiryTold },
};
