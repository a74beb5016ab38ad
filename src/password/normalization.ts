import { hasPiledAccents } from '../directory/piled-accents.ts';

/**
 * The one spelling of a password: Unicode NFC (UAX 15). Keyboards and systems write an accented letter in one piece or in
 * two, which nobody sees. Nothing else is changed (RFC 8265 section 4.2 asks for the same form).
 */
export const normalizePassword = (password: string): string =>
  hasPiledAccents(password) ? password : password.normalize('NFC');

/** In which spellings a password is compared with a stored hash: the one, and the one in which it was sent where that differs. */
export function spellingsOf(password: string): readonly string[] {
  const one = normalizePassword(password);
  return one === password ? [one] : [one, password];
}
