import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { AuditFinding, AuditRange, AuditSearch } from '../directory/audit.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { lowered } from './like.ts';
import { onThread } from './long-query.ts';

// A search walks along one index, from the newest entry to the oldest: every index of the table ends with the number of the
// entry, so that numbers say how far it has come, whichever it is.

type Db = Kysely<Database>;
type Entries = SelectQueryBuilder<Database, 'audit_entries', object>;

/** Entries that are looked at in one statement. */
const stride = 1000;

/** What a search finds among the newest entries of a range, at most `limit`. */
export async function findInAudit(
  db: Db,
  organizationId: string,
  search: AuditSearch,
  range: AuditRange,
  limit: number,
): Promise<AuditFinding> {
  const inRange = entriesOf(db, organizationId).where('sequence', '>=', range.from).where('sequence', '<=', range.to);
  const way = wayOf(search);
  const candidates = way && (await newestOf(inRange, way));
  const isLast = candidates ? candidates.length < stride : range.to - range.from < stride;
  const lowest = isLast ? range.from : (candidates?.at(-1) ?? range.to - stride + 1);
  const looked = candidates
    ? entriesOf(db, organizationId).where(dialectOf(db).isAmong('sequence', JSON.stringify(candidates), 'number'))
    : // Of two lower bounds, the index would be walked down to either of them.
      entriesOf(db, organizationId).where('sequence', '>=', lowest).where('sequence', '<=', range.to);
  const rows = await matching(db, looked, search)
    .$if(search.text !== undefined, (query) => query.modifyFront(onThread))
    .select('sequence')
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
  const found = rows.map(({ sequence }) => sequence);
  const to = found.length < limit ? lowest - 1 : (found.at(-1) ?? lowest) - 1;
  return { found, examined: stride, rest: { from: range.from, to } };
}

const entriesOf = (db: Db, organizationId: string): Entries =>
  db.selectFrom('audit_entries').where('organization_id', '=', organizationId);

type Column = 'actor_id' | 'actor_name' | 'actor_email' | 'target_id' | 'category' | 'action';

/** An entry is on it when one of the columns has the value. */
interface Way {
  readonly columns: readonly Column[];
  readonly value: string;
}

const actorColumns = ['actor_id', 'actor_name', 'actor_email'] as const;

/** The index that leaves the least over; undefined for the log as a whole, whose numbers have no gaps. */
function wayOf({ about, actor, action, category }: AuditSearch): Way | undefined {
  if (about !== undefined) return { columns: ['target_id', 'actor_id'], value: about };
  if (actor !== undefined) return { columns: actorColumns, value: actor };
  if (action !== undefined) return { columns: ['action'], value: action };
  return category === undefined ? undefined : { columns: ['category'], value: category };
}

/** Numbers of the newest entries on a way. */
async function newestOf(entries: Entries, { columns, value }: Way): Promise<readonly number[]> {
  const found = await Promise.all(
    columns.map((column) =>
      entries.select('sequence').where(column, '=', value).orderBy('sequence', 'desc').limit(stride).execute(),
    ),
  );
  const numbers = new Set(found.flat().map(({ sequence }) => sequence));
  return [...numbers].sort((one, other) => other - one).slice(0, stride);
}

function matching(db: Db, entries: Entries, search: AuditSearch): Entries {
  const { about, actor, category, action, since, until, text } = search;
  const isAny = (columns: readonly Column[], value: string) =>
    sql<boolean>`(${sql.join(
      columns.map((column) => sql`${sql.ref(column)} = ${value}`),
      sql` or `,
    )})`;
  return entries
    .$if(about !== undefined, (all) => all.where(isAny(['target_id', 'actor_id'], about ?? '')))
    .$if(actor !== undefined, (all) => all.where(isAny(actorColumns, actor ?? '')))
    .$if(category !== undefined, (all) => all.where('category', '=', category ?? ''))
    .$if(action !== undefined, (all) => all.where('action', '=', action ?? ''))
    .$if(since !== undefined, (all) => all.where('created_at', '>=', since ?? 0))
    .$if(until !== undefined, (all) => all.where('created_at', '<=', until ?? 0))
    .$if(text !== undefined, (all) => all.where(hasText(db, text ?? '')));
}

const searched = ['actor_name', 'actor_email', 'target_id', 'client_ip', 'trace_id', 'details'] as const;

/** In any letter case of ASCII. */
function hasText(db: Db, text: string) {
  const part = lowered(text);
  const columns = searched.map((column) => dialectOf(db).contains(sql`lower(${sql.ref(column)})`, part));
  return sql<boolean>`(${sql.join(columns, sql` or `)})`;
}

/** What an entry says of its time may be so much earlier than that of the one before: requests wait, and clocks are set. */
const disorderMs = 60 * 60_000;

/** The numbers of the entries that were written in the time that a search is about. */
export async function rangeOfTime(
  db: Db,
  organizationId: string,
  { from, to }: AuditRange,
  { since, until }: AuditSearch,
): Promise<AuditRange> {
  /** The first number whose entry is at least as late. */
  const firstAt = async (at: number): Promise<number> => {
    let [low, high] = [from, to + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const entry = await entriesOf(db, organizationId)
        .select('created_at')
        .where('sequence', '=', middle)
        .executeTakeFirst();
      if ((entry?.created_at ?? 0) >= at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    from: since === undefined ? from : await firstAt(since - disorderMs),
    to: until === undefined ? to : (await firstAt(until + disorderMs)) - 1,
  };
}
