import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** Read at a time, of how many organizations they may be. */
const pageRows = 200;

interface First {
  readonly organizationId: string;
  /** The least of the column by which the rows of the organization are sorted. */
  readonly least: number;
}

/**
 * Of each organization that has rows in a table, the first of them, in the order of the organizations. It goes along an index
 * page by page, and jumps over what else an organization has: neither how many rows nor how many organizations there are
 * decides alone how long it takes. A recursive query would do the same, but not over several places.
 *
 * @param column behind `organization_id` in the index, a number.
 * @param condition of the index.
 */
export async function firstOfEach(
  db: Kysely<Database>,
  table: keyof Database,
  column: string,
  condition: RawBuilder<unknown> = sql`true`,
): Promise<readonly First[]> {
  const firsts: First[] = [];
  for (let after = ''; ; ) {
    const { rows } = await sql<First>`select organization_id as "organizationId", ${sql.ref(column)} as least
      from ${sql.table(table)} where ${condition} and organization_id > ${after}
      order by organization_id, ${sql.ref(column)} limit ${pageRows}`.execute(db);
    for (const row of rows) {
      if (row.organizationId === after) continue;
      firsts.push(row);
      after = row.organizationId;
    }
    if (rows.length < pageRows) return firsts;
  }
}
