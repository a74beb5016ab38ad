import { sql } from 'kysely';

const mark = '/* not awaited */';

/**
 * For `modifyEnd` of a write whose result nobody looks at. In a transaction on PostgreSQL it is answered at once and goes with
 * what is sent next, which may be the commit, for one way there and back less; if it fails, so does that. The result is empty.
 */
export const unawaited = sql.raw(mark);

export const isUnawaited = (text: string): boolean => text.endsWith(mark);
