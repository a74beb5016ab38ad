const yes = new Set([
  'true',
  't',
  '1',
  'yes',
  'y',
  'on',
  'enabled',
  'active',
  'ja',
  'j',
  'oui',
  'sí',
  'si',
  'da',
  'wahr',
  'x',
]);
const no = new Set(['false', 'f', '0', 'no', 'n', 'off', 'disabled', 'inactive', 'nein', 'non', 'nu', 'falsch']);

/** What a word means, in any letter case; undefined of one that is neither. */
export function yesOrNo(word: string): boolean | undefined {
  const key = word.trim().toLowerCase();
  if (yes.has(key)) return true;
  return no.has(key) ? false : undefined;
}
