import { GatehouseError } from '../../errors.ts';
import { sendLink } from '../../password/account-link.ts';
import { isUnconfirmed } from '../../password/email-confirmation.ts';
import { inTurns } from '../../turns.ts';
import { canonical } from '../canonical.ts';
import { causeOfCommand } from '../cause.ts';
import type { Command } from '../command.ts';
import type { Permitted } from '../permission.ts';
import type { SettingKey, SettingLevel } from '../setting.ts';
import type { Store, Tables } from '../store.ts';
import type { User } from '../user.ts';
import type { SettingEntry } from './write.ts';

const key: SettingKey = 'Auth.RequireConfirmedEmail';

interface Switching extends Command<'setting.write'> {
  readonly permitted: Permitted<'setting.write', SettingLevel>;
}

/** So many administrators are sent a link at most. */
const mostTold = 50;

/**
 * Whoever asks an organization for confirmed addresses while no administrator has one would lock all of them out, and with
 * them whoever could undo it. They are sent links instead, and the setting is refused until one of them was opened.
 *
 * @throws GatehouseError ValidationFailed.
 */
export async function guardConfirmation(store: Store, command: Switching, entries: readonly SettingEntry[]) {
  if (!isSwitchedOn(command, entries)) return;
  const { organizationId } = command.permitted.object;
  const areLockedOut = await store.transaction(async (tables) => {
    const lockedOut = await lockedOutAdministrators(tables, organizationId);
    for await (const user of inTurns(lockedOut.slice(0, mostTold))) {
      await sendLink(tables, user, 'EmailConfirmation', { at: command.at, cause: causeOfCommand(command, user.id) });
    }
    return lockedOut.length > 0;
  });
  if (areLockedOut) refuse();
}

/** As `guardConfirmation`, inside the transaction of the setting, where it counts. */
export async function requireConfirmation(tables: Tables, command: Switching, entries: readonly SettingEntry[]) {
  if (!isSwitchedOn(command, entries)) return;
  if ((await lockedOutAdministrators(tables, command.permitted.object.organizationId)).length > 0) refuse();
}

const isSwitchedOn = ({ permitted: { object: level } }: Switching, entries: readonly SettingEntry[]): boolean =>
  level.userId === null &&
  entries.some((entry) => canonical(entry.key) === canonical(key) && entry.value?.toLowerCase() === 'true');

/** All administrators, if none of them could sign in any more. */
async function lockedOutAdministrators(
  { memberships, users }: Tables,
  organizationId: string,
): Promise<readonly User[]> {
  const members = (await memberships.administrators(organizationId)).filter(({ canSignIn }) => canSignIn);
  const people = await users.findMany(
    organizationId,
    members.map(({ id }) => id),
  );
  return people.every(isUnconfirmed) ? people : [];
}

function refuse(): never {
  const text =
    'No administrator has a confirmed e-mail address, so that all of them would be locked out. ' +
    'They are sent a link each: one has to be opened first.';
  throw new GatehouseError({ code: 'ValidationFailed', errors: { [key]: [text] } });
}
