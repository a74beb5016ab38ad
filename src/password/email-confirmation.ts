import type { Cause } from '../directory/cause.ts';
import { requiresConfirmedEmail } from '../directory/setting.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { NewUser, User, UserKey } from '../directory/user.ts';
import { inTurns } from '../turns.ts';
import { sendLink } from './account-link.ts';

/** Whether the organization lets people in only when they have confirmed their addresses. */
export const isConfirmationRequired = async ({ settings }: Pick<Tables, 'settings'>, organizationId: string) =>
  requiresConfirmedEmail(await settings.inForce(organizationId));

/** Whether somebody signs in to the account who has an address and has not confirmed it. */
export const isUnconfirmed = ({ type = 'user', email, emailConfirmed }: NewUser | User): boolean =>
  type === 'user' && email !== null && !emailConfirmed;

/** Sends new users of an organization that asks for it a link each, in the transaction that makes them. */
export async function askToConfirm(
  tables: Tables,
  organizationId: string,
  users: readonly NewUser[],
  cause: Cause,
  at: number,
): Promise<void> {
  if (!(await isConfirmationRequired(tables, organizationId))) return;
  for await (const user of inTurns(users.filter(isUnconfirmed))) {
    await sendLink(tables, user, 'EmailConfirmation', { at, cause });
  }
}

interface RequestConfirmation {
  readonly user: UserKey;
  readonly cause: Cause;
  /** Where the person wants to go on, as the link keeps it. */
  readonly wayBack: string;
}

/**
 * Sends a link to a person who has proved the password and has not confirmed the address. `needless`: it is confirmed
 * by now, or there is none. `tooMany`: enough were sent in the last hour.
 */
export async function requestConfirmation(
  { store, now }: { readonly store: Store; readonly now: () => number },
  { user: key, cause, wayBack }: RequestConfirmation,
): Promise<'sent' | 'tooMany' | 'needless'> {
  return await store.transaction(async (tables) => {
    const user = await tables.users.find(key);
    if (!user?.isActive || !isUnconfirmed(user)) return 'needless';
    const isSent = await sendLink(tables, user, 'EmailConfirmation', { at: now(), cause, wayBack });
    return isSent ? 'sent' : 'tooMany';
  });
}
