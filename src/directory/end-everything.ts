import type { EndedGrants } from './grant.ts';
import { isOn } from './setting.ts';
import type { Tables } from './store.ts';
import type { User, UserKey } from './user.ts';

/** How much of each kind was alive and has ended. Access tokens are not counted, because they are not kept. */
export interface Ended extends EndedGrants {
  readonly personalAccessTokens: number;
  /** Those that were alive and stay so. */
  readonly keptPersonalAccessTokens: number;
}

/** The end of everything, and the user as it is from then on: a session that is started from here lives. */
export interface Ending {
  readonly ended: Ended;
  readonly user: User | undefined;
}

type EndReason =
  | 'passwordChanged'
  | 'passwordReset'
  /** An administrator has taken the person's second factors: those that were lost may be in other hands. */
  | 'factorsReset'
  | 'deactivated'
  | 'deleted'
  /** The person signs out everywhere. */
  | 'signedOutEverywhere';

/**
 * Ends everything that acts in the user's name, in the transaction of the event that is the reason: access tokens
 * already issued, browser sessions, refresh tokens, codes, device grants. Personal access tokens were made on purpose
 * and outlive signing out; also a change of password, unless the organization says otherwise.
 */
export async function endEverythingOf(tables: Tables, user: UserKey, reason: EndReason, at: number): Promise<Ending> {
  const [changed, grants, ofPersonal] = await Promise.all([
    tables.users.revokeTokens(user, at),
    tables.grants.revokeOfUser(user, at),
    endPersonalAccessTokens(tables, user, reason, at),
    // A new password makes them worthless by itself.
    reason === 'deactivated' || reason === 'deleted' ? tables.accountLinks.invalidate(user, at) : undefined,
  ]);
  return { ended: { ...grants, ...ofPersonal }, user: changed };
}

async function endPersonalAccessTokens(
  tables: Tables,
  user: UserKey,
  reason: EndReason,
  at: number,
): Promise<Omit<Ended, keyof EndedGrants>> {
  const { personalAccessTokens } = tables;
  if (reason === 'passwordChanged' || reason === 'factorsReset' || reason === 'signedOutEverywhere') {
    const kept = await personalAccessTokens.countLiving(user, at);
    // Few people have any: then it does not matter what the organization says.
    const isKept = kept === 0 || (await keepsPersonalAccessTokens(tables, user, reason));
    if (isKept) return { personalAccessTokens: 0, keptPersonalAccessTokens: kept };
  }
  return { personalAccessTokens: await personalAccessTokens.revokeOfUser(user, at), keptPersonalAccessTokens: 0 };
}

async function keepsPersonalAccessTokens({ settings }: Tables, user: UserKey, reason: EndReason): Promise<boolean> {
  if (reason === 'signedOutEverywhere') return true;
  const { 'Auth.PersonalAccessToken.RevokeOnPasswordChange': value } = await settings.inForce(user.organizationId);
  return !isOn(value);
}
