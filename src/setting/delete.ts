import type { Command } from '../directory/command.ts';
import { type Permitted, permitOnLevel } from '../directory/permission.ts';
import type { StoredSetting } from '../directory/setting.ts';
import type { Store } from '../directory/store.ts';
import { entityNotFound } from '../errors.ts';
import { changeSettings } from './change.ts';
import { deleteStored } from './delete-stored.ts';
import { requireSafeguards } from './guarded.ts';
import { permitOnSettings, type SettingsTarget } from './level.ts';
import { withParts } from './mail-server.ts';

interface DeleteSettings extends SettingsTarget<'setting.write'>, Command<'setting.write'> {
  readonly keys: readonly string[];
}

/**
 * Deletes what one level has stored under the keys: what it inherits counts again. Keys under which there is nothing
 * are skipped. When the way to the mail server is deleted, its password is deleted as well.
 *
 * @throws GatehouseError Forbidden; ScopeMissing when a setting is guarded; NotFound for an unknown user;
 *   ValidationFailed when all administrators would be locked out.
 */
export async function deleteSettings(store: Store, request: DeleteSettings): Promise<void> {
  const permitted = await permitOnSettings(store.users, request);
  if (!permitted) throw entityNotFound();
  const keys = request.keys.flatMap(withParts);
  requireSafeguards(permitted, keys);
  const command = { ...request, permitted };
  await changeSettings(store, command, (tables) => deleteStored(tables, command, keys));
}

/**
 * Deletes the one row of that number, in the same way.
 *
 * @throws GatehouseError NotFound when the organization has none, to those who may know that; otherwise as `deleteSettings`.
 */
export async function deleteSetting(
  store: Store,
  request: Command<'setting.write'> & { readonly settingId: number },
): Promise<void> {
  const { organizationId } = request.permitted;
  const row = await findRow(store, request);
  // A number that is not there is refused as one of the organization: a person learns only of the own rows that they are there.
  const permitted = permitOnLevel(request.permitted, { organizationId, userId: row?.userId ?? null });
  if (!row) throw entityNotFound();
  const { key } = row;
  const command = { ...request, permitted };
  requireSafeguards(permitted, [key]);
  await changeSettings(store, command, async (tables) => {
    // Others may have deleted it meanwhile, and the number is never that of another.
    const there = await tables.settings.stored(permitted.object, [key]);
    if (!there.some(({ id }) => id === request.settingId)) throw entityNotFound();
    await deleteStored(tables, command, [key]);
  });
}

/**
 * The own settings first: they are few. Those of everybody are looked through for nobody who may not touch them, because that
 * takes longer the more people there are.
 *
 * @throws GatehouseError Forbidden.
 */
async function findRow(
  { settings }: Store,
  { permitted, settingId }: { readonly permitted: Permitted<'setting.write'>; readonly settingId: number },
): Promise<StoredSetting | undefined> {
  const { actor, organizationId } = permitted;
  const own = await settings.stored({ organizationId, userId: actor.id });
  const found = own.find(({ id }) => id === settingId);
  if (found) return found;
  permitOnLevel(permitted, { organizationId, userId: null });
  return await settings.find(organizationId, settingId);
}
