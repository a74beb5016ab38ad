import { countingFactors } from '../directory/second-factor.ts';
import { requireNotEnded } from '../directory/standing.ts';
import { badRequest } from '../errors.ts';
import { policyOf, replaceRecoveryCodes } from './enrol.ts';
import { causeOfOwn, type ManageTools, type OwnRequest, recordOwn } from './record.ts';

/**
 * New recovery codes for a person; those before are void. They are to be shown once.
 *
 * @throws GatehouseError BadRequest for a person without a factor that they could stand for.
 */
export async function regenerateRecoveryCodes(
  { store, now }: Pick<ManageTools, 'store' | 'now'>,
  request: OwnRequest,
): Promise<readonly string[]> {
  const { user } = request;
  const { organizationId, id: userId } = user;
  return await store.transaction(async (tables) => {
    const at = now();
    await requireNotEnded(tables, user);
    const own = await tables.factors.ofUser(user);
    if (countingFactors(own, await policyOf(tables, user)).length === 0)
      throw badRequest('Recovery codes stand for a factor, and there is none.');
    const codes = await replaceRecoveryCodes(tables, user, own, at);
    await recordOwn(tables, request, at, 'Regenerate', { kind: 'recoveryCodes' });
    await tables.outbox.put({ organizationId, userId, at, cause: causeOfOwn(request), kind: 'RecoveryCodesReplaced' });
    return codes;
  });
}
