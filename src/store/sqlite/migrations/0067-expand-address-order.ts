/** Nothing here: an index of SQLite begins with what has no value. The twin brings PostgreSQL to the same order. */
export async function up(): Promise<void> {}
