/** The pattern of whatever contains the text, for `LIKE … ESCAPE '\'`. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

/**
 * A text as the function `lower` of both stores gives it for a column: they know the letters of ASCII there. A text that is bound
 * has to be lowered here, because PostgreSQL would lower all of its letters.
 */
export const lowered = (text: string): string => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
