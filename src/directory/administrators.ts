import { badRequest } from '../errors.ts';
import { administratorsGroupId } from './group.ts';
import type { Administrator } from './membership.ts';
import { secondFactorPolicy } from './second-factor.ts';
import { requiresConfirmedEmail, restrictsBasicAuthentication, type SettingValues } from './setting.ts';
import type { Tables } from './store.ts';
import type { UserKey } from './user.ts';

/** What an organization asks of those who sign in, and whether it can send them a link for a new password. */
interface Circumstances {
  readonly isRestricted: boolean;
  readonly takesPasskeys: boolean;
  readonly needsConfirmedEmail: boolean;
  readonly canMail: boolean;
}

export const circumstancesOf = (settings: SettingValues, canMail: boolean): Circumstances => ({
  isRestricted: restrictsBasicAuthentication(settings),
  takesPasskeys: secondFactorPolicy(settings).mode !== 'off',
  needsConfirmedEmail: requiresConfirmedEmail(settings),
  canMail,
});

/**
 * Whether an administrator has a way in: a passkey or a password that is accepted, or a link that can be sent, which confirms
 * the address and gives a password.
 */
export function hasWayIn(administrator: Administrator, circumstances: Circumstances): boolean {
  const { isPerson, hasPassword, hasPasskey, hasAddress, isAddressConfirmed, bypassesRestriction } = administrator;
  const { isRestricted, takesPasskeys, needsConfirmedEmail, canMail } = circumstances;
  if (!isPerson) return false;
  const takesPassword = !isRestricted || bypassesRestriction;
  if (takesPassword && hasAddress && canMail) return true;
  const hasProof = (takesPassword && hasPassword) || (takesPasskeys && hasPasskey);
  return hasProof && (isAddressConfirmed || !hasAddress || !needsConfirmedEmail);
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

/**
 * Whether other settings leave an administrator a way in, if one had any under those before: otherwise no person of the
 * organization could take them back.
 */
export async function leavesWayIn(
  tables: Tables,
  organizationId: string,
  before: SettingValues,
  after: SettingValues,
): Promise<boolean> {
  const members = await lockedMembers(tables, organizationId);
  const canMail = await tables.outbox.canSend(organizationId);
  const someWith = (settings: SettingValues) =>
    members.some((member) => hasWayIn(member, circumstancesOf(settings, canMail)));
  return someWith(after) || !someWith(before);
}

/**
 * Takes something with which the user signs in, inside its transaction.
 *
 * @throws GatehouseError BadRequest when it is the last way in of all administrators; the transaction has to be given up then.
 */
export async function keepWayIn<T>(
  tables: Tables,
  { organizationId, id }: UserKey,
  take: () => Promise<T>,
): Promise<T> {
  const isAdministrator = await tables.groups.isMember(organizationId, administratorsGroupId, id);
  const wasOpen = isAdministrator && (await isOpen(tables, organizationId));
  const taken = await take();
  if (wasOpen && !(await isOpen(tables, organizationId))) throw badRequest(noWayIn);
  return taken;
}

export const noWayIn =
  'No administrator could sign in any more. First, one has to set up a passkey, or get the leave to use a password ' +
  '(bypassBasicAuthRestriction).';

/** Whether an administrator of the organization has a way in. */
const isOpen = async (tables: Tables, organizationId: string): Promise<boolean> =>
  (await administrators(tables, organizationId)).some((standing) => standing.hasWayIn);

interface Standing extends Administrator {
  readonly hasWayIn: boolean;
}

/** Of several changes at the same time, each sees what the others have done. */
async function lockedMembers(tables: Tables, organizationId: string): Promise<readonly Administrator[]> {
  await tables.groups.touch(organizationId, administratorsGroupId);
  return await tables.memberships.administrators(organizationId);
}

async function administrators(tables: Tables, organizationId: string): Promise<readonly Standing[]> {
  const members = await lockedMembers(tables, organizationId);
  const settings = await tables.settings.inForce(organizationId);
  const circumstances = circumstancesOf(settings, await tables.outbox.canSend(organizationId));
  return members.map((member) => ({ ...member, hasWayIn: hasWayIn(member, circumstances) }));
}

/** Where there was nobody of a kind before, nobody of it has to stay. */
function requireSome(before: readonly Standing[], after: readonly Standing[]): void {
  const kinds = [() => true, ({ isPerson }: Standing) => isPerson, (standing: Standing) => standing.hasWayIn];
  if (kinds.every((isKind) => after.some(isKind) || !before.some(isKind))) return;
  throw badRequest('The last administrator of the organization cannot be removed.');
}
