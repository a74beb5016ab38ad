import type { Fate } from '../person.ts';
import { lockedForGood, lockOut, mapped } from './fates.ts';
import type { LdifEntry } from './ldif-entries.ts';
import { textsOf } from './ldif-groups.ts';

const disabled = (field: string): Fate => mapped(field, 'a disabled account is inactive');

/** `ACCOUNTDISABLE` of Active Directory. */
const disabledBit = 2;

/** Whether somebody may sign in, as directories of several makers say it. */
export function lockOf({ attributes }: LdifEntry): { readonly isActive: boolean; readonly fates: readonly Fate[] } {
  const first = (name: string): string => textsOf(attributes.get(name))[0] ?? '';
  const fates: Fate[] = [];
  if (Number(first('useraccountcontrol')) & disabledBit) fates.push(disabled('userAccountControl'));
  for (const name of ['nsaccountlock', 'logindisabled', 'ds-pwp-account-disabled']) {
    if (first(name).toLowerCase() === 'true') fates.push(disabled(attributes.get(name)?.name ?? name));
  }
  const expiry = first('shadowexpire');
  if (/^\d+$/.test(expiry) && Number(expiry) * 86_400_000 < Date.now())
    fates.push(mapped('shadowExpire', 'an expired account is inactive'));
  const locked = first('pwdaccountlockedtime');
  if (/^0+1010000(?:00)?Z$/.test(locked)) fates.push(lockedForGood('pwdAccountLockedTime'));
  const isActive = fates.length === 0;
  if (isActive && locked !== '') fates.push(lockOut('pwdAccountLockedTime'));
  return { isActive, fates };
}
