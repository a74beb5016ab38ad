import type { AuditActor } from '../audit.ts';
import { hostId } from '../organization.ts';
import type { Store } from '../store.ts';

const server: AuditActor = { type: 'system', id: null, name: 'Gatehouse', email: null };

/**
 * Forgets some of what an organization left behind that was deleted before `before`, its audit included: at most `limit`
 * rows, in one transaction. That it is gone for good stands in the host's record. Answers how many rows it has ended; 0
 * when there is no such organization any more.
 */
export async function purgeOrganizations(store: Store, before: number, at: number, limit: number): Promise<number> {
  return await store.transaction(async (tables) => {
    const gone = await tables.organizations.deletedBefore(before);
    if (!gone) return 0;
    const { id: targetId, name } = gone;
    const purged = await tables.organizations.purge(targetId, limit);
    if (purged > 0) return purged;
    await tables.organizations.forget(targetId);
    await tables.audit.append({
      ...{ organizationId: hostId, at, category: 'Organization', action: 'Purge', actor: server, targetId },
      ...{ details: { name }, traceId: null, clientIp: null },
    });
    return 1;
  });
}
