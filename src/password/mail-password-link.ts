import { causeOfCommand } from '../directory/cause.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import type { Store } from '../directory/store.ts';
import { findTarget } from '../directory/user-target.ts';
import { badRequest, GatehouseError } from '../errors.ts';
import { linkWindowSeconds, sendLink } from './account-link.ts';

/**
 * Sends a user a link with which to set a new password; a user who has none yet is invited anew. What the user has and is signed in
 * with stays until the link is used.
 *
 * @throws GatehouseError NotFound or Forbidden; BadRequest of an account that is not active, has no address or nobody signs
 *   in to; TooManyRequests when the user was sent too many links in the last hour.
 */
export async function mailPasswordLink(
  store: Pick<Store, 'transaction'>,
  command: Command<'user.write'> & { readonly userId: string },
): Promise<void> {
  await store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    const { object: user } = permitted;
    if (user.type !== 'user') throw badRequest('Nobody signs in to this account with a password.');
    if (!user.isActive) throw badRequest('The account is not active.');
    if (!user.email) throw badRequest('The account has no e-mail address.');
    const hasPassword = ((await tables.credentials.find(user))?.passwordHash ?? null) !== null;
    const kind = hasPassword ? 'ForgotPassword' : 'UserInvitation';
    const { at } = command;
    if (!(await sendLink(tables, user, kind, { at, cause: causeOfCommand(command, user.id) }))) {
      throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds: linkWindowSeconds });
    }
    const action = hasPassword ? 'ResetPasswordRequested' : 'Invite';
    const event = { category: 'User', action, targetId: user.id, details: {} } as const;
    await tables.audit.append(auditEntryOf({ ...command, permitted }, event));
  });
}
