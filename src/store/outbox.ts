import type { Kysely } from 'kysely';
import { newId } from '../directory/identifier.ts';
import type { Outbox } from '../directory/outbox.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

export function outbox(db: Kysely<Database>): Outbox {
  return {
    async put({ organizationId, kind, userId, at }) {
      await insert(db, { organizationId, id: newId(), kind, payload: JSON.stringify({ userId, at }), at });
    },
  };
}

interface Values {
  readonly organizationId: string;
  readonly id: string;
  readonly kind: string;
  readonly payload: string;
  readonly at: number;
}

const insert = prepared<Values, unknown>((db, place) =>
  db.insertInto('outbox').values({
    organization_id: place('organizationId'),
    id: place('id'),
    kind: place('kind'),
    payload: place('payload'),
    created_at: place('at'),
    available_at: place('at'),
    delivered_at: null,
  }),
);
