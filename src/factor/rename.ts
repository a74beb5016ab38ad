import type { Store } from '../directory/store.ts';
import { requireFactorName } from './enrol.ts';
import { type OwnRequest, recordOwn } from './record.ts';

/**
 * A person calls an own factor something else. Returns whether there is one of that id.
 *
 * @throws GatehouseError ValidationFailed for a name that cannot be.
 */
export async function renameFactor(
  { store, now }: { readonly store: Pick<Store, 'transaction'>; readonly now: () => number },
  request: OwnRequest & { readonly factorId: string; readonly name: string },
): Promise<boolean> {
  const { user, factorId: id } = request;
  const name = requireFactorName(request.name);
  const { organizationId, id: userId } = user;
  return await store.transaction(async (tables) => {
    if (!(await tables.factors.rename({ organizationId, userId, id }, name))) return false;
    await recordOwn(tables, request, now(), 'Update', { factor: id, name });
    return true;
  });
}
