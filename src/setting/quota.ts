import type { SettingLevel, SettingSize } from '../directory/setting.ts';
import { invalidMember } from '../errors.ts';

/** The quota of one level. A logo is the longest value that means something; preferences are short. */
const room = {
  person: { keys: 100, bytes: 65_536, text: 'A person can have at most 100 settings, of 64 KB together.' },
  organization: {
    keys: 1000,
    bytes: 2_097_152,
    text: 'An organization can have at most 1000 settings, of 2 MB together.',
  },
} as const;

/**
 * To be called inside the transaction that writes, after it has written. A level that had more before there
 * was a limit may still change it to less.
 *
 * @throws GatehouseError ValidationFailed when it does not fit.
 */
export function requireQuota({ userId }: SettingLevel, before: SettingSize, after: SettingSize): void {
  const { keys, bytes, text } = userId === null ? room.organization : room.person;
  const isOver = (now: number, most: number, then: number) => now > most && now > then;
  if (!isOver(after.keys, keys, before.keys) && !isOver(after.bytes, bytes, before.bytes)) return;
  throw invalidMember('Settings', text);
}
