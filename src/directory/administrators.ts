import { badRequest } from '../errors.ts';
import { administratorsGroupId } from './group.ts';
import type { Administrator } from './membership.ts';
import { requiresConfirmedEmail, restrictsBasicAuthentication } from './setting.ts';
import type { Tables } from './store.ts';

/** What an organization asks of those who sign in, and whether it can send them a link for a new password. */
interface Circumstances {
  readonly isRestricted: boolean;
  readonly needsConfirmedEmail: boolean;
  readonly canMail: boolean;
}

/**
 * Whether an administrator has a way in: a password that is accepted, or a link that can be sent, which confirms the
 * address and gives a password.
 */
export function hasWayIn(administrator: Administrator, { isRestricted, needsConfirmedEmail, canMail }: Circumstances) {
  const { isPerson, hasPassword, hasAddress, isAddressConfirmed, bypassesRestriction } = administrator;
  if (!isPerson || (isRestricted && !bypassesRestriction)) return false;
  if (hasAddress && canMail) return true;
  return hasPassword && (isAddressConfirmed || !hasAddress || !needsConfirmedEmail);
}

/**
 * Refuses what would leave the organization without an administrator. To be called inside the transaction that lets
 * them go, before they have gone and after others have come.
 *
 * @param leaving ids of those who are about to leave Administrators, to be deactivated or to be deleted; others are
 *   ignored.
 * @throws GatehouseError BadRequest when they are the last members, the last people among them, or the last who have a
 *   way in.
 */
export async function requireAnotherAdministrator(
  tables: Tables,
  organizationId: string,
  leaving: readonly string[],
): Promise<void> {
  const gone = new Set(leaving);
  const before = await administrators(tables, organizationId);
  requireSome(
    before,
    before.filter(({ id }) => !gone.has(id)),
  );
}

/**
 * Makes a change that may take a way in from administrators, such as another e-mail address, inside its transaction.
 *
 * @throws GatehouseError BadRequest as `requireAnotherAdministrator`; the transaction has to be given up then.
 */
export async function keepAnAdministrator<T>(
  tables: Tables,
  organizationId: string,
  change: () => Promise<T>,
): Promise<T> {
  const before = await administrators(tables, organizationId);
  const result = await change();
  requireSome(before, await administrators(tables, organizationId));
  return result;
}

interface Standing extends Administrator {
  readonly hasWayIn: boolean;
}

async function administrators(tables: Tables, organizationId: string): Promise<readonly Standing[]> {
  // Of several who are let go at the same time, each sees what the others have done.
  await tables.groups.touch(organizationId, administratorsGroupId);
  const members = await tables.memberships.administrators(organizationId);
  const settings = await tables.settings.inForce(organizationId);
  const circumstances = {
    isRestricted: restrictsBasicAuthentication(settings),
    needsConfirmedEmail: requiresConfirmedEmail(settings),
    canMail: await tables.outbox.canSend(organizationId),
  };
  return members.map((member) => ({ ...member, hasWayIn: hasWayIn(member, circumstances) }));
}

/** Where there was nobody of a kind before, nobody of it has to stay. */
function requireSome(before: readonly Standing[], after: readonly Standing[]): void {
  const kinds = [() => true, ({ isPerson }: Standing) => isPerson, (standing: Standing) => standing.hasWayIn];
  if (kinds.every((isKind) => after.some(isKind) || !before.some(isKind))) return;
  throw badRequest('The last administrator of the organization cannot be removed.');
}
