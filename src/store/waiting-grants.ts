import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { GrantPlace } from './grant-statements.ts';
import { prepared } from './prepared.ts';

/** Of what waits for somebody, so much of each kind. */
export interface WaitingLimits {
  /** For a network from which anybody asks. */
  readonly network: number;
  /** For an organization whose applications have proved who they are. */
  readonly organization: number;
  /** For all networks together. */
  readonly allNetworks: number;
}

export const waitingLimits: WaitingLimits = { network: 1_000, organization: 5_000, allNetworks: 10_000 };

/** All networks are counted after so many grants: that there is a few more in between does not matter. */
const countEvery = 64;

/**
 * Keeps what waits, and what anybody may have made, within bounds: codes of devices and pushed requests. A network that has
 * too much of it loses what is oldest; when all networks together have too much, those that have most. Somebody who fills the
 * table from a few networks takes nothing from the others.
 */
export class WaitingGrants {
  readonly #limits: WaitingLimits;
  #sinceCount = 0;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  /** Makes room for one more, in the transaction that stores it. */
  async makeRoom(db: Kysely<Database>, model: string, requester: string): Promise<void> {
    const isNetwork = requester.startsWith(networkPrefix);
    const most = isNetwork ? this.#limits.network : this.#limits.organization;
    const { rows } = await countUpTo(db, { model, requester, most });
    const tooMany = (rows[0]?.count ?? 0) - most + 1;
    if (tooMany > 0) await end(db, model, (await dropOldest(db, { model, requester, count: tooMany })).rows);
    if (!isNetwork) return;
    this.#sinceCount = (this.#sinceCount + 1) % countEvery;
    if (this.#sinceCount === 0) await this.#levelNetworks(db, model);
  }

  async add(db: Kysely<Database>, grant: GrantPlace & { readonly requester: string; readonly expiresAt: number }) {
    await insert(db, grant);
  }

  /** It waits no more, or is there no more. */
  async remove(db: Kysely<Database>, grant: GrantPlace & Waited): Promise<void> {
    const { requester, expiresAt } = grant;
    if (requester !== null && expiresAt !== null) await remove(db, { ...grant, requester, expiresAt });
  }

  async #levelNetworks(db: Kysely<Database>, model: string): Promise<void> {
    const { rows } = await countNetworks(db, { model });
    const counts = rows.map(({ count }) => count);
    if (sumOf(counts) <= this.#limits.allNetworks) return;
    const room = this.#limits.allNetworks - countEvery;
    const level = Math.max(levelFor(counts, room), 1);
    for (const { requester, count } of rows) {
      if (count <= level) continue;
      await end(db, model, (await dropOldest(db, { model, requester, count: count - level })).rows);
    }
    // With more networks than there is room, the oldest of them all.
    if (rows.length > room)
      await end(db, model, (await dropOldestOfAll(db, { model, count: rows.length - room })).rows);
  }
}

/** Everything that begins with `network ` lies between the two. */
const [networkPrefix, afterNetworks] = ['network ', 'network!'];

/** The most that each may have so that all of them together have no more than `room`. */
export function levelFor(counts: readonly number[], room: number): number {
  let left = room;
  for (const [index, count] of counts.toSorted((one, other) => one - other).entries()) {
    const share = Math.floor(left / (counts.length - index));
    if (count > share) return share;
    left -= count;
  }
  return Number.POSITIVE_INFINITY;
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

interface Place {
  readonly organizationId: string;
  readonly id: string;
}

/** Each where it is. */
async function end(db: Kysely<Database>, model: string, places: readonly Place[]): Promise<void> {
  for (const { organizationId, id } of places) await endOne(db, { organizationId, model, id });
}

interface Waited {
  readonly requester: string | null;
  readonly expiresAt: number | null;
}

interface Asked {
  readonly model: string;
  readonly requester: string;
}

const countUpTo = prepared<Asked & { readonly most: number }, { count: number }>((db, place) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('waiting_grants')
        .select('id')
        .where('requester', '=', place('requester'))
        .where('model', '=', place('model'))
        .limit(place('most'))
        .as('found'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count')),
);

const countNetworks = prepared<{ readonly model: string }, { requester: string; count: number }>((db, place) =>
  db
    .selectFrom('waiting_grants')
    .select(['requester', ({ fn }) => fn.countAll<number>().as('count')])
    .where('model', '=', place('model'))
    .where('requester', '>=', networkPrefix)
    .where('requester', '<', afterNetworks)
    .groupBy('requester'),
);

const key = ['requester', 'model', 'expires_at', 'organization_id', 'id'] as const;
const place = ['organization_id as organizationId', 'id'] as const;

/** Of a model, the rows whose time is over first. */
const oldest = (db: Kysely<Database>, model: string, count: number) =>
  db.selectFrom('waiting_grants').select(key).where('model', '=', model).orderBy('expires_at').limit(count);

const drop = (db: Kysely<Database>, rows: ReturnType<typeof oldest>) =>
  db
    .deleteFrom('waiting_grants')
    .where(({ eb, refTuple }) => eb(refTuple(...key), 'in', rows.$asTuple(...key)))
    .returning(place);

/** It names the requester twice: Citus learns nothing from the inner one about where the outer rows are. */
const dropOldest = prepared<Asked & { readonly count: number }, Place>((db, value) =>
  drop(db, oldest(db, value('model'), value('count')).where('requester', '=', value('requester'))).where(
    'requester',
    '=',
    value('requester'),
  ),
);

const dropOldestOfAll = prepared<{ readonly model: string; readonly count: number }, Place>((db, value) =>
  drop(
    db,
    oldest(db, value('model'), value('count'))
      .where('requester', '>=', networkPrefix)
      .where('requester', '<', afterNetworks),
  ),
);

interface WaitingRow extends Place, Asked {
  readonly expiresAt: number;
}

const insert = prepared<WaitingRow, unknown>((db, value) =>
  db
    .insertInto('waiting_grants')
    .values({
      requester: value('requester'),
      model: value('model'),
      expires_at: value('expiresAt'),
      organization_id: value('organizationId'),
      id: value('id'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

const remove = prepared<WaitingRow, unknown>((db, value) =>
  db
    .deleteFrom('waiting_grants')
    .where('requester', '=', value('requester'))
    .where('model', '=', value('model'))
    .where('expires_at', '=', value('expiresAt'))
    .where('organization_id', '=', value('organizationId'))
    .where('id', '=', value('id')),
);

const endOne = prepared<GrantPlace, unknown>((db, value) =>
  db
    .deleteFrom('grants')
    .where('organization_id', '=', value('organizationId'))
    .where('model', '=', value('model'))
    .where('id', '=', value('id')),
);
