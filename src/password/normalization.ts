/**
 * The one spelling of a password: Unicode NFC (UAX 15). Keyboards and systems write an accented letter in one piece or in
 * two, which nobody sees. Nothing else is changed (RFC 8265 section 4.2 asks for the same form).
 */
export const normalizePassword = (password: string): string => password.normalize('NFC');
