/**
 * Whether a letter has more accents than any has in writing (UAX 15, section 13). To compose such a one takes the square of their
 * number, and a second for twenty thousand of them: it is left as it is.
 */
export const hasPiledAccents = (text: string): boolean => /(?<!\p{M})\p{M}{31}/u.test(text);
