import type { Kysely } from 'kysely';
import { newId } from '../directory/identifier.ts';
import type { Outbox } from '../directory/outbox.ts';
import type { Database } from './database.ts';

export function outbox(db: Kysely<Database>): Outbox {
  return {
    async put({ organizationId, kind, userId, at }) {
      await db
        .insertInto('outbox')
        .values({
          organization_id: organizationId,
          id: newId(),
          kind,
          payload: JSON.stringify({ userId, at }),
          created_at: at,
          available_at: at,
          delivered_at: null,
        })
        .execute();
    },
  };
}
