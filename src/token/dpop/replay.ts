import { keyOfUse } from '../grant/grant-key.ts';
import { type GrantStore, newStoredGrant } from '../grant/grant-store.ts';

/** Stores what was used, so that it cannot be used again. */
export type ReplayStore = Pick<GrantStore, 'upsert' | 'consume'>;

/**
 * Whether something that may be used once is used for the first time. Of two uses at the same moment, one is the first.
 *
 * @param model its kind; ids are unique within a kind.
 * @param expiresAt when it is refused for its age, so that it need not be stored any longer. Epoch milliseconds.
 */
export async function isFirstUse(
  { model, id, expiresAt }: { readonly model: string; readonly id: string; readonly expiresAt: number },
  grants: ReplayStore,
  now: number,
): Promise<boolean> {
  const key = keyOfUse(model, id);
  await grants.upsert(newStoredGrant({ ...key, payload: '{}', expiresAt }));
  return await grants.consume(key, now);
}
