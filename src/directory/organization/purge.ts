import { auditActor } from '../audit.ts';
import { hostId } from '../organization.ts';
import { operator } from '../permission/actor.ts';
import type { Store } from '../store.ts';

/** Rows deleted in one transaction, and transactions in one go: neither holds up the store for long. */
const batch = 500;
const maxBatches = 100;

/**
 * Forgets what organizations left behind that were deleted before `before`, their audit included, as far as it gets: the
 * next call goes on from there. That it is going for good stands in the host's record before the first row is gone.
 */
export async function purgeOrganizations(store: Store, before: number, at: number): Promise<void> {
  for (let batches = 0; batches < maxBatches; batches += 1) {
    const gone = await store.organizations.deletedBefore(before);
    if (!gone) return;
    const { id: targetId, name } = gone;
    await store.transaction(async (tables) => {
      if (await tables.audit.close(targetId)) {
        await tables.audit.append({
          ...{
            organizationId: hostId,
            at,
            category: 'Organization',
            action: 'Purge',
            actor: auditActor(operator),
            targetId,
          },
          ...{ details: { name }, traceId: null, clientIp: null },
        });
      }
      if ((await tables.organizations.purge(targetId, batch)) > 0) return;
      await tables.organizations.forget(targetId);
    });
  }
}
