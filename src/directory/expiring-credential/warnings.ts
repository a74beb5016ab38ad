import { everyOrganizationId } from '../organization/every.ts';
import type { Store } from '../store.ts';

const dayMs = 24 * 60 * 60_000;

/** How long before the end of a secret or a certificate the administrators are told of it, each once. */
const warningsMs = [3 * dayMs, 14 * dayMs];

/** Administrators of an organization who are told. */
const mostTold = 50;

/** What was replaced, or ended long ago, is passed over among so many. */
const mostLookedAt = 1000;

/**
 * Tells the administrators of every organization that can send mail when a secret of an application or a certificate ends within 14
 * days, and within three. What another secret has replaced is meant to end. To be called every hour or so: nobody is told twice of
 * the same moment, by whichever process.
 */
export async function warnOfExpiringCredentials(store: Store, now: () => number, stopping: AbortSignal): Promise<void> {
  for await (const organizationId of everyOrganizationId(store.organizations)) {
    if (stopping.aborted) return;
    const at = now();
    const told = await store.expiringCredentials.toldUntil(organizationId);
    const expiresAt = await firstToTell(store, organizationId, told, at);
    if (expiresAt === undefined || !(await store.outbox.canSend(organizationId))) continue;
    await store.transaction(async ({ expiringCredentials, memberships, outbox }) => {
      if (!(await expiringCredentials.mayTell(organizationId, told, at))) return;
      const notice = { organizationId, kind: 'CredentialsExpire', at, expiresAt } as const;
      for (const userId of await memberships.administratorsWithEmail(organizationId, mostTold)) {
        await outbox.put({ ...notice, userId });
      }
    });
  }
}

/** When the first of those ends of which a moment has come since `told`. */
async function firstToTell(
  { expiringCredentials }: Pick<Store, 'expiringCredentials'>,
  organizationId: string,
  told: number,
  at: number,
): Promise<number | undefined> {
  for (const before of warningsMs) {
    const from = Math.max(at, told + before);
    const { results } = await expiringCredentials.page(organizationId, {
      ...{ kinds: ['secret', 'certificate'], withEndless: false, from, until: at + before },
      ...{ skip: 0, limit: mostLookedAt },
    });
    const due = results.find(({ expiresAt, replacedAt }) => (expiresAt ?? 0) > from && replacedAt === null);
    if (due?.expiresAt) return due.expiresAt;
  }
  return undefined;
}
