import { badRequest, type GatehouseError, validationFailed } from '../../errors.ts';
import { inTurns } from '../../turns.ts';
import { requireAnotherAdministrator } from '../administrators.ts';
import { administratorsGroupId, everyoneGroupId } from '../group.ts';
import type { GroupMember, Member } from '../membership.ts';
import { type Permitted, requireAdministratorsConsent } from '../permission.ts';
import { requireStanding } from '../standing.ts';
import type { Tables } from '../store.ts';

export interface MembershipChange {
  readonly permitted: Permitted;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** The member of the request that `add` comes from, as validation problems spell it. */
  readonly field: string;
}

/**
 * Puts an account into groups and takes it out of others, inside the caller's transaction. A group in both lists is
 * left; joining a group that it is in, or leaving one that it is not in, changes nothing. Returns what did change.
 *
 * @throws GatehouseError Forbidden as `joinGroup`, ValidationFailed for a group that does not exist, BadRequest when a
 *   rule of a built-in group forbids it.
 */
export async function changeMemberships(
  tables: Tables,
  member: Member & { readonly organizationId: string },
  { permitted, add, remove, field }: MembershipChange,
): Promise<{ readonly joined: readonly string[]; readonly left: readonly string[] }> {
  const { organizationId, id } = member;
  const unwanted = new Set(remove);
  if (unwanted.has(everyoneGroupId)) throw everyoneIsFixed();
  const wanted = [...new Set(add)].filter((groupId) => !unwanted.has(groupId) && groupId !== everyoneGroupId);
  await requireGroups(tables, organizationId, wanted, field);
  const current = (await tables.memberships.groupIdsOf(organizationId, [id])).get(id) ?? [];
  const isIn = new Set(current);
  const joined = wanted.filter((groupId) => !isIn.has(groupId));
  const left = current.filter((groupId) => unwanted.has(groupId));
  for await (const groupId of inTurns(joined))
    await joinGroup(tables, permitted, { organizationId, groupId }, [member]);
  for await (const groupId of inTurns(left)) await leaveGroup(tables, permitted, { organizationId, groupId }, [id]);
  return { joined, left };
}

type Joining = Pick<Tables, 'memberships' | 'users' | 'groups'>;

/**
 * Takes accounts into a group, inside the caller's transaction.
 *
 * @throws GatehouseError Forbidden where they would become administrators and it is not the actor's to say so.
 */
export async function joinGroup(
  tables: Joining,
  permitted: Permitted,
  { organizationId, groupId }: { readonly organizationId: string; readonly groupId: string },
  members: readonly Member[],
): Promise<void> {
  const joining = members.map((member) => ({ ...member, groupId }));
  await joinGroups(tables, permitted, organizationId, joining);
}

/** As `joinGroup`, each into a group of its own. */
export async function joinGroups(
  tables: Joining,
  permitted: Permitted,
  organizationId: string,
  members: readonly GroupMember[],
): Promise<void> {
  if (members.some(({ groupId }) => groupId === administratorsGroupId)) {
    requireAdministratorsConsent(permitted);
    await requireStanding(tables, permitted.actor);
  }
  await tables.memberships.addAll(organizationId, members);
}

/**
 * Lets accounts go from a group, inside the caller's transaction.
 *
 * @throws GatehouseError Forbidden where they would be administrators no longer and it is not the actor's to say so:
 *   their passwords would be anybody's who may set those of others, and known when they are put back. BadRequest for
 *   the last administrator.
 */
export async function leaveGroup(
  tables: Tables,
  permitted: Permitted,
  { organizationId, groupId }: { readonly organizationId: string; readonly groupId: string },
  ids: readonly string[],
): Promise<void> {
  if (groupId === administratorsGroupId && ids.length > 0) {
    requireAdministratorsConsent(permitted);
    await requireAnotherAdministrator(tables, organizationId, ids);
  }
  await tables.memberships.remove(organizationId, groupId, ids);
}

/**
 * Takes accounts that are about to end out of every group, inside the transaction that ends them.
 *
 * @throws GatehouseError BadRequest when that would leave the organization without an administrator.
 */
export async function leaveAllGroups(tables: Tables, organizationId: string, ids: readonly string[]): Promise<void> {
  const administrators = await tables.memberships.among(organizationId, administratorsGroupId, ids);
  if (administrators.size > 0) await requireAnotherAdministrator(tables, organizationId, ids);
  for await (const id of inTurns(ids)) await tables.memberships.removeFromAll(organizationId, id);
}

/** @throws GatehouseError ValidationFailed naming every group that does not exist. */
export async function requireGroups(
  tables: Tables,
  organizationId: string,
  ids: readonly string[],
  field: string,
): Promise<void> {
  const found = new Set((await tables.groups.findMany(organizationId, ids)).map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id)).map((id) => `The group '${id}' was not found.`);
  if (missing.length > 0) throw validationFailed({ [field]: missing });
}

export const everyoneIsFixed = (): GatehouseError =>
  badRequest('Everyone contains every account of the organization. Its members cannot be changed.');
