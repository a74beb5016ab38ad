import { type Kysely, sql } from 'kysely';
import { newId } from '../../directory/identifier.ts';
import type { Database } from '../database.ts';

/** What a node tells of its settings, by their names. */
type NodeSettings = Readonly<Record<string, string>>;

/** The clocks of the nodes on a database, by that of the database. */
export interface NodeClocks {
  /** By how many milliseconds the wall clock of this process is ahead of the database's; 0 when they may be equal. */
  ahead(): Promise<number>;
  /** Tells the other nodes, and gives by how much each of them was ahead when it said so, some moments ago. */
  exchange(aheadMs: number): Promise<readonly number[]>;
  /** The others need no longer reckon with this node. */
  leave(): Promise<void>;
}

/** A node says so every minute; one that was killed is forgotten after two. */
const lifeMs = 120_000;

/**
 * How the rows begin in which nodes say so: they are leases that each node has for itself. Its settings stand in their name, because
 * earlier versions read everything else of them as numbers.
 */
export const nodePrefix = 'node ';

/** Asked by itself: Citus takes no clock in what changes rows. */
async function timeOf(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ at: string | number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as at`.execute(db);
  return Number(rows[0]?.at);
}

/** All times are those of the database: nobody has to believe a clock that may be wrong. */
export function nodeClocks(db: Kysely<Database>, wall: () => number, settings: NodeSettings = {}): NodeClocks {
  const name = `${nodePrefix}${newId()} ${JSON.stringify(settings)}`;
  return {
    /** The database looked at its clock at some moment between the question and the answer. */
    async ahead() {
      const asked = wall();
      const at = await timeOf(db);
      const answered = wall();
      if (asked > at) return asked - at;
      return answered < at ? answered - at : 0;
    },

    async exchange(aheadMs) {
      const now = await timeOf(db);
      const row = { holder: String(aheadMs), until: now + lifeMs };
      await db
        .insertInto('leases')
        .values({ name, ...row })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
        .execute();
      const nodes = db.deleteFrom('leases').where('name', 'like', `${nodePrefix}%`);
      await nodes.where('until', '<=', now).execute();
      const others = await db
        .selectFrom('leases')
        .select('holder')
        .where('name', 'like', `${nodePrefix}%`)
        .where('name', '!=', name)
        .execute();
      return others.map(({ holder }) => Number(holder));
    },

    async leave() {
      await db.deleteFrom('leases').where('name', '=', name).execute();
    },
  };
}

/** What each node that serves has of the settings which all share; nothing of one of an earlier version, which does not tell. */
export async function settingsOfNodes(db: Kysely<Database>): Promise<readonly NodeSettings[]> {
  const nodes = db.selectFrom('leases').select('name').where('name', 'like', `${nodePrefix}%`);
  const rows = await nodes.where('until', '>', await timeOf(db)).execute();
  return rows.map(({ name }) => {
    const at = name.indexOf('{');
    return at === -1 ? {} : (JSON.parse(name.slice(at)) as NodeSettings);
  });
}
