/**
 * Whether a migration only adds what an earlier version need not know of: tables, columns with a default, indexes. That version
 * goes on serving beside the newer one. It says so in its name, which is all that the earlier version knows of it:
 * `0060-expand-…`.
 */
export const isExpansion = (name: string): boolean => /^\d{4}-expand-/.test(name);
