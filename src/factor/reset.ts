import { causeOfCommand } from '../directory/cause.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import { endEverythingOf } from '../directory/end-everything.ts';
import type { Store } from '../directory/store.ts';
import { findTarget } from '../directory/user-target.ts';
import { takeFromOther } from './remove.ts';

/**
 * An administrator takes all factors from somebody who has lost them, recovery codes included. Everything that acts in the name
 * of the person ends, and no browser is remembered any more. Returns how many there were.
 *
 * @throws GatehouseError NotFound; as `takeFromOther`.
 */
export async function resetFactors(
  store: Pick<Store, 'transaction'>,
  command: Command<'factor.reset'> & { readonly userId: string },
): Promise<number> {
  const { at } = command;
  return await store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    const { object: user } = permitted;
    const count = await takeFromOther(tables, permitted, () => tables.factors.deleteOfUser(user));
    const { ended } = await endEverythingOf(tables, user, 'factorsReset', at);
    const event = { category: 'SecondFactor', action: 'Reset', targetId: user.id } as const;
    await tables.audit.append(
      auditEntryOf({ ...command, permitted }, { ...event, details: { count, ended: { ...ended } } }),
    );
    const { organizationId, id: userId } = user;
    const cause = causeOfCommand(command, user.id);
    await tables.outbox.put({ organizationId, userId, at, cause, kind: 'SecondFactorsReset' });
    return count;
  });
}
