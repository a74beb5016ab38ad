import { circumstancesOf, hasWayIn, leavesWayIn, noWayIn } from '../directory/administrators.ts';
import { causeOfCommand } from '../directory/cause.ts';
import type { Command } from '../directory/command.ts';
import type { Permitted } from '../directory/permission.ts';
import { secondFactorPolicy } from '../directory/second-factor.ts';
import {
  requiresConfirmedEmail,
  restrictsBasicAuthentication,
  type SettingKey,
  type SettingLevel,
  type SettingValues,
} from '../directory/setting.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { invalidMember } from '../errors.ts';
import { sendLink } from '../password/account-link.ts';
import { inTurns } from '../turns.ts';

const key: SettingKey = 'Auth.RequireConfirmedEmail';
const restriction: SettingKey = 'Auth.RestrictBasicAuthentication';
const secondFactors: SettingKey = 'Auth.SecondFactor.Mode';

interface ChangeSettings extends Command<'setting.write'> {
  readonly permitted: Permitted<'setting.write', SettingLevel>;
}

/** How many administrators are sent a link at most. */
const mostTold = 50;

/**
 * Changes settings in one transaction. If confirmed addresses were asked for from then on while no administrator has
 * one, all of them would be locked out, and nobody could undo it: that is refused, and they are sent links instead. A person of
 * the organization cannot refuse the passwords of all of them either, nor their passkeys where passwords are not taken.
 *
 * @throws GatehouseError ValidationFailed; whatever `work` throws.
 */
export async function changeSettings<T>(
  store: Store,
  command: ChangeSettings,
  work: (tables: Tables) => Promise<T>,
): Promise<T> {
  const { organizationId } = command.permitted.object;
  try {
    return await store.transaction(async (tables) => {
      const before = await tables.settings.inForce(organizationId);
      const result = await work(tables);
      const after = await tables.settings.inForce(organizationId);
      const isNew = !requiresConfirmedEmail(before) && requiresConfirmedEmail(after);
      if (isNew && (await lockedOut(tables, organizationId)).length > 0) throw new EverybodyLockedOut();
      const closed = canTakeBack(command) ? undefined : closedWay(before, after);
      if (closed && !(await leavesWayIn(tables, organizationId, before, after))) throw invalidMember(closed, noWayIn);
      return result;
    });
  } catch (error) {
    if (!(error instanceof EverybodyLockedOut)) throw error;
    await store.transaction((tables) => sendLinks(tables, command));
    throw invalidMember(key, error.message);
  }
}

/** An application goes on having its secret, and the host its own settings: neither has to sign in here. */
const canTakeBack = ({ permitted: { actor, object } }: ChangeSettings): boolean =>
  actor.type !== 'user' || actor.organizationId !== object.organizationId;

/** The setting by which a way to sign in that was there before is not any more. */
function closedWay(before: SettingValues, after: SettingValues): SettingKey | undefined {
  if (!restrictsBasicAuthentication(before) && restrictsBasicAuthentication(after)) return restriction;
  const [had, has] = [before, after].map((settings) => secondFactorPolicy(settings).mode !== 'off');
  return had && !has ? secondFactors : undefined;
}

class EverybodyLockedOut extends Error {
  override readonly name = 'EverybodyLockedOut';

  constructor() {
    super(
      'No administrator has a confirmed e-mail address, so that all of them would be locked out. ' +
        'They are sent a link each: one has to be opened first.',
    );
  }
}

/** All administrators with an address, if none of them could sign in any more. */
async function lockedOut(tables: Tables, organizationId: string): Promise<readonly User[]> {
  const { memberships, users, settings } = tables;
  const members = (await memberships.administrators(organizationId)).filter(({ isPerson }) => isPerson);
  // A link that could be sent is no reason to ask for it: somebody has to open it first.
  const circumstances = {
    ...circumstancesOf(await settings.inForce(organizationId), false),
    needsConfirmedEmail: true,
  };
  if (members.some((member) => hasWayIn(member, circumstances))) return [];
  const withAddress = members.filter(({ hasAddress }) => hasAddress);
  return await users.findMany(
    organizationId,
    withAddress.map(({ id }) => id),
  );
}

async function sendLinks(tables: Tables, command: ChangeSettings): Promise<void> {
  const administrators = await lockedOut(tables, command.permitted.object.organizationId);
  for await (const user of inTurns(administrators.slice(0, mostTold))) {
    await sendLink(tables, user, 'EmailConfirmation', { at: command.at, cause: causeOfCommand(command, user.id) });
  }
}
