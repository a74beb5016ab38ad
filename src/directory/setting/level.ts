import { GatehouseError } from '../../errors.ts';
import { candidateIds, parseUuid, zeroUuid } from '../identifier.ts';
import { type Actor, requireSettingsAccess } from '../permission.ts';
import type { SettingLevel } from '../setting.ts';
import type { Users } from '../user.ts';

/** Whose settings a request is about. */
export interface SettingsTarget {
  readonly actor: Actor;
  readonly organizationId: string;
  /** As the caller wrote it; absent, empty or all-zero for the organization itself. */
  readonly userId: string | null | undefined;
}

/**
 * The level of a request, of which the actor may read and write the settings; undefined when it is that of a user whom
 * the organization does not have.
 *
 * @throws GatehouseError Forbidden, or ValidationFailed when the user's id cannot be one.
 */
export async function settingLevel(
  users: Users,
  { actor, organizationId, userId }: SettingsTarget,
): Promise<SettingLevel | undefined> {
  if (!userId || parseUuid(userId) === zeroUuid) {
    requireSettingsAccess(actor, organizationId, null);
    return { organizationId, userId: null };
  }
  const ids = candidateIds(userId);
  requireSettingsAccess(actor, organizationId, ids.includes(actor.id) ? actor.id : userId);
  for (const id of ids) {
    if (await users.find({ organizationId, id })) return { organizationId, userId: id };
  }
  if (parseUuid(userId) !== undefined) return undefined;
  throw new GatehouseError({ code: 'ValidationFailed', errors: { userId: [`The value '${userId}' is not valid.`] } });
}
