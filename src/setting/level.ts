import { candidateIds, parseUuid, zeroUuid } from '../directory/identifier.ts';
import { type Permitted, permitOnLevel } from '../directory/permission.ts';
import type { SettingLevel } from '../directory/setting.ts';
import type { Users } from '../directory/user.ts';
import { invalidMember } from '../errors.ts';

type SettingAccess = 'setting.read' | 'setting.write';

/** Whose settings a request is about. */
export interface SettingsTarget<A extends SettingAccess> {
  readonly permitted: Permitted<A>;
  /** As the caller wrote it; absent, empty or all-zero for the organization itself. */
  readonly userId: string | null | undefined;
}

/**
 * The right to the settings of the level that a request names; undefined when it is that of a user whom the
 * organization does not have.
 *
 * @throws GatehouseError Forbidden, or ValidationFailed when the user's id cannot be one.
 */
export async function permitOnSettings<A extends SettingAccess>(
  users: Users,
  { permitted, userId }: SettingsTarget<A>,
): Promise<Permitted<A, SettingLevel> | undefined> {
  const { actor, organizationId } = permitted;
  if (!userId || parseUuid(userId) === zeroUuid) return permitOnLevel(permitted, { organizationId, userId: null });
  const ids = candidateIds(userId);
  // Before anything is looked up: a caller who may not know whether there is such a user does not learn it.
  permitOnLevel(permitted, { organizationId, userId: ids.includes(actor.id) ? actor.id : userId });
  for (const id of ids) {
    if (await users.find({ organizationId, id })) return permitOnLevel(permitted, { organizationId, userId: id });
  }
  if (parseUuid(userId) !== undefined) return undefined;
  throw invalidMember('userId', `The value '${userId}' is not valid.`);
}
