import { sql } from 'kysely';

/**
 * For `modifyFront` of a query that takes long in one piece, such as a page far from the start of a list. The embedded store
 * reads it on a thread, outside of transactions; PostgreSQL takes it as the comment that it is.
 */
export const onThread = sql`/* on a thread */`;

/** With so many rows, or from so far on, sorting them is long. */
export const manyRows = 10_000;
