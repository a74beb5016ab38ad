import { canonical } from '../directory/canonical.ts';
import { optionalSettings, type StoredSetting, secretMask } from '../directory/setting.ts';

/** What decides to which server the password is sent, with the value that an absent or empty one stands for. */
const connection: readonly (readonly [key: string, absent: string])[] = [
  ['Email.Smtp.Host', ''],
  ['Email.Smtp.Port', '25'],
  ['Email.Smtp.UserName', ''],
  ['Email.Smtp.EnableSsl', 'true'],
];

const passwordKey = 'Email.Smtp.Password';

export const mailServerKeys: readonly string[] = [...connection.map(([key]) => key), passwordKey];

type Entry = Pick<StoredSetting, 'key' | 'value'>;

/**
 * The entries, and with them the end of the stored password when they lead to another server, or to the same one in
 * another way, and bring no password for it: a person who changes the server must not get the password that was meant
 * for the old one.
 *
 * @param stored what the level has of `mailServerKeys`.
 */
export function withoutStalePassword<T extends Entry>(
  stored: readonly Entry[],
  entries: readonly T[],
): readonly (T | Entry)[] {
  const known = byKey(stored);
  const wanted = byKey(entries);
  if (!known.get(canonical(passwordKey)) || leadsToTheSame(known, new Map([...known, ...wanted]))) return entries;
  const sent = wanted.get(canonical(passwordKey));
  if (sent && sent !== secretMask) return entries;
  const others = entries.map((entry) => (isPassword(entry) ? { ...entry, value: null } : entry));
  return sent === undefined ? [...others, { key: passwordKey, value: null }] : others;
}

type Values = ReadonlyMap<string, string | null>;

const byKey = (entries: readonly Entry[]): Values => new Map(entries.map(({ key, value }) => [canonical(key), value]));

const isPassword = ({ key }: Entry): boolean => canonical(key) === canonical(passwordKey);

const leadsToTheSame = (before: Values, after: Values): boolean =>
  connection.every(([key, absent]) => {
    const inForce = (values: Values) => values.get(canonical(key))?.trim() || absent;
    return inForce(before) === inForce(after);
  });

const smtp = canonical('Email.Smtp');
const partsOfSmtp = optionalSettings.filter((key) => canonical(key).startsWith(`${smtp}.`));

/** How mail is sent is deleted as a whole by the name that its settings begin with. */
export const withParts = (key: string): readonly string[] => (canonical(key) === smtp ? [key, ...partsOfSmtp] : [key]);
