/** The marks of voice in half width are letters that become accents where widths are made one (NFKC, NFKD). */
const piled = /(?<![\p{M}\uff9e\uff9f])[\p{M}\uff9e\uff9f]{31}/u;

/**
 * Whether a letter has more accents than any has in writing (UAX 15, section 13). To compose such a one takes the square of their
 * number, and a second for twenty thousand of them: it is left as it is.
 */
export const hasPiledAccents = (text: string): boolean => piled.test(text);
