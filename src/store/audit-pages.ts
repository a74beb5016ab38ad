import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { AuditQuery, StoredAuditEntry } from '../directory/audit.ts';
import { takeTurns } from '../turns.ts';
import type { Database } from './database.ts';
import { onThread } from './long-query.ts';

// Pages of an audit log that is not read in the order of writing. What was read before is found by its place in the index,
// however far it is from the beginning.

type Db = Kysely<Database>;
type AuditRow = Selectable<Database['audit_entries']>;

type Column = 'category' | 'action' | 'actor_name' | 'actor_email';

const columnOf = { category: 'category', action: 'action', userName: 'actor_name', email: 'actor_email' } as const;

interface Place {
  readonly value: string | null;
  /** Decides between equals. */
  readonly sequence: number;
}

export interface SortedQuery extends AuditQuery {
  readonly orderBy: keyof typeof columnOf;
}

/** @param after the entry before the page; without, the page begins after the first `skip`. */
export async function sortedPage(
  db: Db,
  organizationId: string,
  { orderBy, descending, skip, limit }: SortedQuery,
  after: StoredAuditEntry | undefined,
): Promise<readonly AuditRow[]> {
  const column = columnOf[orderBy];
  const order = { db, organizationId, column, descending };
  const place = after ? placeOfEntry(column, after) : await placeOf(order, skip);
  if (place === 'end') return [];
  return await following(place, order, limit, (rows) =>
    rows
      .$if(after !== undefined, (rest) => rest.modifyFront(onThread))
      .selectAll()
      .execute(),
  );
}

interface Order {
  readonly db: Db;
  readonly organizationId: string;
  readonly column: Column;
  readonly descending: boolean;
}

/** Places that are walked without a pause. */
const stride = 2000;

/** The last place of the first `skip`. */
async function placeOf(order: Order, skip: number): Promise<Place | undefined | 'end'> {
  let place: Place | undefined;
  for (let left = skip; left > 0; left -= stride) {
    await takeTurns();
    const step = Math.min(left, stride);
    const places = await following<Place>(place, order, step, (rows) =>
      rows.select([`${order.column} as value`, 'sequence']).execute(),
    );
    if (places.length < step) return 'end';
    place = places.at(-1);
  }
  return place;
}

function placeOfEntry(column: Column, { category, action, actor, sequence }: StoredAuditEntry): Place {
  const values = { category, action, actor_name: actor.name, actor_email: actor.email };
  return { value: values[column], sequence };
}

/** What comes behind a place, at most `limit` of it. */
async function following<Row>(
  place: Place | undefined,
  order: Order,
  limit: number,
  read: (rows: ReturnType<typeof within>) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (const part of partsBehind(place, order)) {
    if (found.length < limit) found.push(...(await read(within(order, part, limit - found.length))));
  }
  return found;
}

function within({ db, organizationId, column, descending }: Order, part: RawBuilder<boolean>, limit: number) {
  const direction = descending ? 'desc' : 'asc';
  return db
    .selectFrom('audit_entries')
    .where('organization_id', '=', organizationId)
    .where(part)
    .orderBy(column, direction)
    .orderBy('sequence', direction)
    .limit(limit);
}

/** Ranges of the index, in order. Nothing comes before everything, whatever the store would say. */
function partsBehind(place: Place | undefined, { column, descending }: Order): readonly RawBuilder<boolean>[] {
  const value = sql.ref(column);
  const [missing, there] = [sql<boolean>`${value} is null`, sql<boolean>`${value} is not null`];
  const beyond = descending ? sql`<` : sql`>`;
  if (!place) return descending ? [there, missing] : [missing, there];
  const isBeyond = sql`sequence ${beyond} ${place.sequence}`;
  if (place.value === null) {
    const equal = sql<boolean>`${missing} and ${isBeyond}`;
    return descending ? [equal] : [equal, there];
  }
  const equal = sql<boolean>`${value} = ${place.value} and ${isBeyond}`;
  const others = sql<boolean>`${value} ${beyond} ${place.value}`;
  return descending ? [equal, others, missing] : [equal, others];
}
