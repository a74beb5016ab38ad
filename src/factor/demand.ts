import { auditEntryOf, type Command } from '../directory/command.ts';
import type { FactorDeadline } from '../directory/factor.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { policyOf } from './enrol.ts';
import { requireOther } from './remove.ts';

type DemandCommand = Command<'factor.reset'> & { readonly userId: string };

/**
 * An administrator asks a person for a second factor, whatever the rules of the organization say but `off`; there is as much time
 * for it as the organization gives. Returns until when.
 *
 * @throws GatehouseError NotFound or Forbidden.
 */
export async function demandFactor(store: Pick<Store, 'transaction'>, command: DemandCommand): Promise<FactorDeadline> {
  return await change(store, command, true, async (tables, user) => {
    const { graceMs } = await policyOf(tables, user);
    const before = await tables.factors.deadline(user);
    const deadline = { dueAt: before?.dueAt ?? command.at + graceMs, isDemanded: true };
    await tables.factors.setDeadline(user, deadline);
    return deadline;
  });
}

/**
 * The person is asked for no more than the rules of the organization ask for, with as much time as at first: so nobody gives that
 * to themselves.
 *
 * @throws GatehouseError NotFound or Forbidden: of an administrator too where the actor may not let one in; BadRequest for the own account.
 */
export async function undoDemand(store: Pick<Store, 'transaction'>, command: DemandCommand): Promise<void> {
  await change(store, command, false, (tables, user) => tables.factors.clearDeadline(user));
}

async function change<T>(
  store: Pick<Store, 'transaction'>,
  command: DemandCommand,
  isDemanded: boolean,
  work: (tables: Tables, user: User) => Promise<T>,
): Promise<T> {
  return await store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    if (!isDemanded) await requireOther(tables, permitted);
    const done = await work(tables, permitted.object);
    const event = { category: 'SecondFactor', action: 'Require', targetId: permitted.object.id } as const;
    await tables.audit.append(auditEntryOf({ ...command, permitted }, { ...event, details: { isDemanded } }));
    return done;
  });
}
