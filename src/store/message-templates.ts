import type { Kysely } from 'kysely';
import type { MessageTemplates } from '../directory/message-template.ts';
import type { Database } from './database.ts';

export function messageTemplates(db: Kysely<Database>): MessageTemplates {
  return {
    async find(organizationId, id) {
      const row = await db
        .selectFrom('message_templates')
        .select('value')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.value;
    },

    async put(organizationId, id, value, at) {
      if (value === null) {
        const own = db.deleteFrom('message_templates').where('organization_id', '=', organizationId);
        await own.where('id', '=', id).execute();
        return;
      }
      await db
        .insertInto('message_templates')
        .values({ organization_id: organizationId, id, value, modified_at: at })
        .onConflict((conflict) => conflict.columns(['organization_id', 'id']).doUpdateSet({ value, modified_at: at }))
        .execute();
    },
  };
}
