import { operatorEntry } from '../audit/entry.ts';
import { hostId } from '../organization.ts';
import type { Store } from '../store.ts';

/**
 * Deletes some of what is left of an organization that was deleted before `before`, its audit included: at most `limit`
 * rows, in one transaction. The host's log says that it is being purged before the first row is gone. Returns
 * how many rows it has deleted; 0 when there is no such organization any more.
 */
export async function purgeOrganizations(store: Store, before: number, at: number, limit: number): Promise<number> {
  // Most of the time there is none, and no thread has to be started for that.
  if (!(await store.organizations.deletedBefore(before))) return 0;
  return await store.bulk(async (tables) => {
    const gone = await tables.organizations.deletedBefore(before);
    if (!gone) return 0;
    const { id: targetId, name } = gone;
    if (await tables.audit.close(targetId)) {
      const purge = { category: 'Organization', action: 'Purge', targetId, details: { name } } as const;
      await tables.audit.append(operatorEntry(at, { organizationId: hostId, ...purge }));
    }
    const purged = await tables.organizations.purge(targetId, limit);
    if (purged > 0) return purged;
    await tables.organizations.forget(targetId);
    return 1;
  });
}
