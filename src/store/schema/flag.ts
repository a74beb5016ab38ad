/** SQLite and PostgreSQL read a boolean back alike when it is a number. */
export type Flag = 0 | 1;
