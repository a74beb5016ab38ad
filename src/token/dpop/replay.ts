import { keyOfUse } from '../grant/grant-key.ts';
import { type GrantStore, newStoredGrant } from '../grant/grant-store.ts';

/** Where it is remembered what was used. */
export type ReplayStore = Pick<GrantStore, 'upsert' | 'consume'>;

/**
 * Whether what may be used once is used for the first time, also when it is used twice at the same moment.
 *
 * @param model what kind of thing it is; ids are unique within it.
 * @param expiresAt from when on it is refused for its age, so that it need not be remembered. Epoch milliseconds.
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
