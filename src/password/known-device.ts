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
  /** When the person last proved a second factor there and wished not to be asked again, in epoch milliseconds. */
  readonly rememberedAt?: number;
}

/** A browser that more people share forgets who signed in longest ago. */
const mostAccounts = 5;

/**
 * The device after a sign-in. What it remembers of an earlier second factor stays until everything of the person ends.
 *
 * @param rememberedAt when the person wished not to be asked for a second factor again, if that was at this sign-in.
 */
export function rememberAccount(device: KnownDevice | undefined, user: User, rememberedAt?: number): KnownDevice {
  const account = accountId(user);
  const others = (device?.accounts ?? []).filter((known) => known.account !== account);
  const remembered = rememberedAt ?? secondFactorRememberedAt(device, user);
  const known = { account, epoch: user.tokenEpoch, ...(remembered !== undefined && { rememberedAt: remembered }) };
  return {
    id: device?.id ?? randomBytes(16).toString('base64url'),
    accounts: [known, ...others].slice(0, mostAccounts),
  };
}

/** When the person wished not to be asked for a second factor there, unless everything of theirs has ended since. */
export function secondFactorRememberedAt(device: KnownDevice | undefined, user: User): number | undefined {
  const known = device?.accounts.find(({ account }) => account === accountId(user));
  return known?.epoch === user.tokenEpoch ? known.rememberedAt : undefined;
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
