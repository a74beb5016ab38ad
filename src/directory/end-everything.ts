import type { EndedGrants } from './grant.ts';
import { isOn } from './setting.ts';
import type { Tables } from './store.ts';
import type { UserKey } from './user.ts';

/** How much of each kind was alive and has ended. Access tokens are not counted, because they are not kept. */
export interface Ended extends EndedGrants {
  readonly personalAccessTokens: number;
  /** Those that were alive and stay so. */
  readonly keptPersonalAccessTokens: number;
}

type EndReason =
  | 'passwordChanged'
  | 'passwordReset'
  | 'deactivated'
  | 'deleted'
  /** The person signs out everywhere. */
  | 'signedOutEverywhere';

/**
 * Ends everything that acts in the user's name, in the transaction of the event that is the reason: access tokens
 * already issued, browser sessions, refresh tokens, codes, device grants. Personal access tokens were made on purpose
 * and outlive signing out; also a change of password, unless the organization says otherwise.
 */
export async function endEverythingOf(tables: Tables, user: UserKey, reason: EndReason, at: number): Promise<Ended> {
  const { users, grants, personalAccessTokens } = tables;
  await users.revokeTokens(user, at);
  const ended = await grants.revokeOfUser(user, at);
  // A new password makes them worthless by itself.
  if (reason === 'deactivated' || reason === 'deleted') await tables.accountLinks.invalidate(user, at);
  if (await keepsPersonalAccessTokens(tables, user, reason)) {
    const keptPersonalAccessTokens = await personalAccessTokens.countLiving(user, at);
    return { ...ended, personalAccessTokens: 0, keptPersonalAccessTokens };
  }
  const revoked = await personalAccessTokens.revokeOfUser(user, at);
  return { ...ended, personalAccessTokens: revoked, keptPersonalAccessTokens: 0 };
}

async function keepsPersonalAccessTokens({ settings }: Tables, user: UserKey, reason: EndReason): Promise<boolean> {
  if (reason !== 'passwordChanged') return reason === 'signedOutEverywhere';
  const { 'Auth.PersonalAccessToken.RevokeOnPasswordChange': value } = await settings.inForce(user.organizationId);
  return !isOn(value);
}
