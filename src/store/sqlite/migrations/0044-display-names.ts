import type { Kysely } from 'kysely';

/** Robot accounts are found by their display names, as people are. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createIndex('robot_accounts_display_name_key')
    .on('robot_accounts')
    .columns(['organization_id', 'display_name_key', 'id'])
    .execute();
}
