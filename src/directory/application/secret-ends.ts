import { operatorEntry } from '../audit/entry.ts';
import type { Store } from '../store.ts';

/**
 * Writes into the audit logs that secrets of applications have ended because their time was over: at most `limit` of them,
 * each once. Returns how many; 0 when there is none left.
 */
export async function noteSecretEnds(store: Store, at: number, limit: number): Promise<number> {
  const ended = await store.applicationRegistry.endedSecrets(at, limit);
  for (const { organizationId, id, applicationId, description, expiresAt } of ended) {
    await store.transaction(async (tables) => {
      if (!(await tables.applicationRegistry.noteSecretEnd({ organizationId, id }, at))) return;
      // The log of an organization that is being forgotten takes no more entries.
      if (!(await tables.organizations.findById(organizationId))) return;
      const details = { secretId: id, description, expiresAt };
      const event = { category: 'ExternalClient', action: 'ExpireSecret', targetId: applicationId, details } as const;
      await tables.audit.append(operatorEntry(at, { organizationId, ...event }));
    });
  }
  return ended.length;
}
