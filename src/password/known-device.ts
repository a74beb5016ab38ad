import { randomBytes } from 'node:crypto';
import { accountId, type User } from '../directory/user.ts';

/** A browser and who has signed in there, as the browser itself keeps it, sealed. It outlives signing out. */
export interface KnownDevice {
  /** Random. */
  readonly id: string;
  /** The latest first. */
  readonly accounts: readonly KnownAccount[];
}

interface KnownAccount {
  readonly account: string;
  /** The user's `tokenEpoch` at the latest sign-in. */
  readonly epoch: number;
}

/** A browser that more people share forgets who signed in longest ago. */
const mostAccounts = 5;

/** The device after a sign-in. */
export function rememberAccount(device: KnownDevice | undefined, user: User): KnownDevice {
  const account = accountId(user);
  const others = (device?.accounts ?? []).filter((known) => known.account !== account);
  return {
    id: device?.id ?? randomBytes(16).toString('base64url'),
    accounts: [{ account, epoch: user.tokenEpoch }, ...others].slice(0, mostAccounts),
  };
}

/**
 * The name under which attempts of the device are counted, if it knows the account. Devices that have not signed in
 * since the password was changed have one name together: somebody who knew an older password cannot have prepared any
 * number of devices with it that each may guess the new one.
 */
export function recogniseAccount({ id, accounts }: KnownDevice, user: User): string | undefined {
  const known = accounts.find(({ account }) => account === accountId(user));
  return known && (known.epoch === user.tokenEpoch ? id : 'former');
}
