import { countingFactors } from '../directory/second-factor.ts';
import { canBeMailed, newEmailCode } from './email-code.ts';
import { policyOf } from './enrol.ts';
import { causeOfOwn, type ManageTools, type OwnRequest, recordOwn } from './record.ts';

/**
 * Mails a person who has chosen so a code to prove who they are, for the question `asked` alone. It takes the place of one that was mailed before. Returns
 * whether it was: not where the address is not confirmed, or after too many within an hour.
 */
export async function sendFactorCode(
  { store, sealer, now }: Pick<ManageTools, 'store' | 'sealer' | 'now'>,
  request: OwnRequest & { readonly asked: string },
): Promise<boolean> {
  return await store.transaction(async (tables) => {
    const at = now();
    const user = await tables.users.find(request.user);
    if (!user || !canBeMailed(user)) return false;
    const counting = countingFactors(await tables.factors.ofUser(user), await policyOf(tables, user));
    const factor = counting.find(({ kind }) => kind === 'emailCode');
    const made = factor && newEmailCode(sealer, factor, request.asked, at);
    if (!made || !(await tables.factors.replaceState(factor, made.state, null))) return false;
    const { organizationId, id: userId } = user;
    const { code, expiresAt } = made;
    const notice = { organizationId, userId, at, cause: causeOfOwn(request) };
    await tables.outbox.put({ ...notice, kind: 'SecondFactorCode', code, expiresAt });
    await recordOwn(tables, request, at, 'SendCode', { factor: factor.id });
    return true;
  });
}
