/** The pattern of whatever contains the text, for `LIKE … ESCAPE '\'`. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
