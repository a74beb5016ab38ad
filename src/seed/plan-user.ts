import { canonical } from '../directory/canonical.ts';
import { newId } from '../directory/identifier.ts';
import type { NewUser, User } from '../directory/user.ts';
import { existingUser } from './existing.ts';
import type { Planning } from './plan.ts';
import { refusal, within } from './position.ts';
import { reserveId } from './reserve-id.ts';
import type { SeedUser } from './user.ts';

/**
 * Plans a missing user, or the missing memberships of one who is there.
 *
 * @param living the user who has the id, if there is one.
 * @param groupIds by canonical name.
 */
export async function planUser(
  planning: Planning,
  declared: SeedUser,
  living: User | undefined,
  groupIds: ReadonlyMap<string, string>,
): Promise<void> {
  if (!living && (await wasDeleted(planning, declared))) return;
  const existing = living ?? (await existingUser(planning.tables, planning.organizationId, declared));
  const groups = declared.groups.flatMap((name) => groupIds.get(canonical(name)) ?? []);
  if (existing) return await planMemberships(planning, existing, groups);
  await requireFreeNames(planning, declared);
  await reserveId(planning, declared);
  planning.plan.users.push({
    user: newUser(planning, declared),
    password: declared.password,
    isJudged: declared.validatePassword,
    position: declared.position,
    passwordHash: declared.passwordHash,
    mustChange: declared.mustChangePassword,
    groupIds: groups,
  });
}

/** A user who was deleted stays deleted, although the file still has the id. */
const wasDeleted = async ({ tables, organizationId }: Planning, { id }: SeedUser): Promise<boolean> =>
  id !== undefined && (await tables.subjects.has({ organizationId, id, kind: 'user' }));

async function planMemberships({ tables, plan }: Planning, user: User, groupIds: readonly string[]): Promise<void> {
  const { organizationId, id: userId } = user;
  for (const groupId of groupIds) {
    if (await tables.groups.isMember(organizationId, groupId, userId)) continue;
    plan.memberships.push({ organizationId, groupId, userId });
  }
}

/** People sign in with user name or e-mail address: neither is somebody else's, as the one or the other. */
async function requireFreeNames({ tables, organizationId }: Planning, declared: SeedUser): Promise<void> {
  for (const member of ['userName', 'email'] as const) {
    const name = declared[member];
    if (name === undefined) continue;
    const { named, addressed } = await tables.users.findByLogin(organizationId, name);
    const owner = named ?? addressed;
    if (!owner) continue;
    const what = owner === named ? 'the user name' : 'the e-mail address';
    const problem = owner === addressed && member === 'email' ? 'belongs to' : `is ${what} of`;
    throw refusal(within(declared.position, member), `${problem} the user ${JSON.stringify(owner.userName)} already`);
  }
}

/** The operator vouches for the address and for the account. */
function newUser({ organizationId, now }: Planning, declared: SeedUser): NewUser {
  const { id = newId(), userName, email = null, name = null, surname = null, displayName = null } = declared;
  return {
    organizationId,
    id,
    userName,
    email,
    emailConfirmed: email !== null,
    name,
    surname,
    displayName,
    isActive: declared.isActive,
    bypassBasicAuthRestriction: declared.bypassBasicAuthRestriction,
    invitationAccepted: true,
    createdAt: now,
  };
}
