import { keepWayIn } from '../directory/administrators.ts';
import { type Cause, causeOfCommand } from '../directory/cause.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import { endEverythingOf } from '../directory/end-everything.ts';
import type { Factor } from '../directory/factor.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { storedId } from '../directory/identifier.ts';
import { isOwnAccount } from '../directory/permission/actor.ts';
import { type Permitted, requireAdministratorsConsent } from '../directory/permission.ts';
import { countingFactors, isRequiredOf } from '../directory/second-factor.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { badRequest } from '../errors.ts';
import { events } from '../telemetry.ts';
import { policyOf } from './enrol.ts';
import { causeOfOwn, detailsOf, type ManageTools, type OwnRequest, recordOwn } from './record.ts';

/**
 * A person does without a factor. Returns whether there is one of that id.
 *
 * @throws GatehouseError BadRequest for the last one where one is required, and for a passkey that is the last way in of all
 *   administrators, where passwords are not taken.
 */
export async function removeFactor(
  { store, now }: Pick<ManageTools, 'store' | 'now'>,
  request: OwnRequest & { readonly factorId: string },
): Promise<boolean> {
  const { user, factorId } = request;
  const removed = await store.transaction(async (tables) => {
    const at = now();
    const taken = await keepWayIn(tables, user, () => take(tables, user, factorId, { at, cause: causeOfOwn(request) }));
    if (taken?.isLast && (await isAskedOf(tables, user)))
      throw badRequest('Here, nobody does without a second factor: set another one up first.');
    if (taken) await recordOwn(tables, request, at, 'Delete', detailsOf(taken.factor));
    return taken;
  });
  return told(removed);
}

/**
 * An administrator takes a factor from somebody else, who has lost it: whoever has found it may be signed in by it. Everything that
 * acts in the name of the person ends, and no browser is remembered any more. Returns whether there is one of that id.
 *
 * @throws GatehouseError NotFound; as `takeFromOther`.
 */
export async function removeFactorOf(
  store: ManageTools['store'],
  command: Command<'factor.reset'> & { readonly userId: string; readonly factorId: string },
): Promise<boolean> {
  const { at, factorId } = command;
  const removed = await store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    const { object: user } = permitted;
    const cause = causeOfCommand(command, user.id);
    const taken = await takeFromOther(tables, permitted, () => take(tables, user, factorId, { at, cause }));
    if (!taken) return undefined;
    const { ended } = await endEverythingOf(tables, user, 'factorsReset', at);
    const event = { category: 'SecondFactor', action: 'Delete', targetId: user.id } as const;
    const details = { ...detailsOf(taken.factor), ended: { ...ended } };
    await tables.audit.append(auditEntryOf({ ...command, permitted }, { ...event, details }));
    return taken;
  });
  return told(removed);
}

interface Taken {
  readonly factor: Factor;
  /** No other is asked for at a sign-in. */
  readonly isLast: boolean;
}

/** Without a factor that they could stand for, recovery codes go as well. */
async function take(
  tables: Tables,
  user: User,
  factorId: string,
  { at, cause }: { readonly at: number; readonly cause: Cause },
): Promise<Taken | undefined> {
  const own = await tables.factors.ofUser(user);
  const factor = own.find(({ id, kind }) => id === storedId(factorId) && kind !== 'recoveryCodes');
  if (!factor) return undefined;
  const counting = countingFactors(own, await policyOf(tables, user));
  const isLast = counting.includes(factor) && counting.length === 1;
  for (const one of own) {
    if (one === factor || (isLast && one.kind === 'recoveryCodes')) await tables.factors.delete(one);
  }
  const { organizationId, id: userId } = user;
  await tables.outbox.put({ organizationId, userId, at, cause, kind: 'SecondFactorRemoved', factor: factor.name });
  return { factor, isLast };
}

async function isAskedOf(tables: Tables, user: User): Promise<boolean> {
  if (await isRequiredOf(tables, user, await policyOf(tables, user))) return true;
  return (await tables.factors.deadline(user))?.isDemanded === true;
}

function told(taken: Taken | undefined): boolean {
  if (taken) events.factorChanged.publish({ kind: taken.factor.kind, change: 'removed' });
  return taken !== undefined;
}

/**
 * Takes factors from somebody else. Applications and the host may take the last way in of all administrators: they can let them
 * in again.
 *
 * @throws GatehouseError as `requireOther` and `keepWayIn`.
 */
export async function takeFromOther<T>(
  tables: Tables,
  permitted: Permitted<'factor.reset', User>,
  takeThem: () => Promise<T>,
): Promise<T> {
  const { actor, object: user } = permitted;
  await requireOther(tables, permitted);
  const isColleague = actor.type === 'user' && actor.organizationId === user.organizationId;
  return isColleague ? await keepWayIn(tables, user, takeThem) : await takeThem();
}

/**
 * Somebody who has taken over a session of an administrator must not be able to remove the obstacle.
 *
 * @throws GatehouseError BadRequest for the own account; Forbidden of an administrator where the actor may not let one in.
 */
export async function requireOther({ groups }: Tables, permitted: Permitted<'factor.reset', User>): Promise<void> {
  const { actor, object: user } = permitted;
  if (isOwnAccount(actor, user))
    throw badRequest('Own second factors are managed on the page Security, or by another administrator.');
  if (await groups.isMember(user.organizationId, administratorsGroupId, user.id))
    requireAdministratorsConsent(permitted);
}
