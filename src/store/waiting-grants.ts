import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
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
 * Keeps what waits, and what anybody may have made, within bounds: codes of devices and pushed requests. Who has too much
 * of it loses what is oldest; when all networks together have too much, those that have most. Whoever fills the table
 * from a few networks takes nothing from the others.
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
    if (tooMany > 0) await endOldest(db, { model, requester, count: tooMany });
    if (!isNetwork) return;
    this.#sinceCount = (this.#sinceCount + 1) % countEvery;
    if (this.#sinceCount === 0) await this.#levelNetworks(db, model);
  }

  async #levelNetworks(db: Kysely<Database>, model: string): Promise<void> {
    const { rows } = await countNetworks(db, { model });
    const counts = rows.map(({ count }) => count);
    if (sumOf(counts) <= this.#limits.allNetworks) return;
    const room = this.#limits.allNetworks - countEvery;
    const level = Math.max(levelFor(counts, room), 1);
    for (const { requester, count } of rows) {
      if (count > level) await endOldest(db, { model, requester, count: count - level });
    }
    // With more networks than there is room, the oldest of them all.
    if (rows.length > room) await endOldestOfAll(db, { model, count: rows.length - room });
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

interface Asked {
  readonly model: string;
  readonly requester: string;
}

const countUpTo = prepared<Asked & { readonly most: number }, { count: number }>((db, place) =>
  db
    .selectFrom((from) =>
      from
        .selectFrom('grants')
        .select('id')
        .where('model', '=', place('model'))
        .where('requester', '=', place('requester'))
        .limit(place('most'))
        .as('found'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count')),
);

const countNetworks = prepared<{ readonly model: string }, { requester: string; count: number }>((db, place) =>
  db
    .selectFrom('grants')
    .select(({ fn, ref }) => [ref('requester').$notNull().as('requester'), fn.countAll<number>().as('count')])
    .where('model', '=', place('model'))
    .where('requester', '>=', networkPrefix)
    .where('requester', '<', afterNetworks)
    .groupBy('requester'),
);

const endOldest = prepared<Asked & { readonly count: number }, unknown>((db, place) =>
  db
    .deleteFrom('grants')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('model', 'id'),
        'in',
        selectFrom('grants')
          .select(['model', 'id'])
          .where('model', '=', place('model'))
          .where('requester', '=', place('requester'))
          .orderBy('expires_at')
          .limit(place('count'))
          .$asTuple('model', 'id'),
      ),
    ),
);

const endOldestOfAll = prepared<{ readonly model: string; readonly count: number }, unknown>((db, place) =>
  db
    .deleteFrom('grants')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('model', 'id'),
        'in',
        selectFrom('grants')
          .select(['model', 'id'])
          .where('model', '=', place('model'))
          .where('requester', '>=', networkPrefix)
          .where('requester', '<', afterNetworks)
          .orderBy('expires_at')
          .limit(place('count'))
          .$asTuple('model', 'id'),
      ),
    ),
);
