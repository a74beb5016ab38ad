import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Whose tokens an application may show instead of a secret. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('federated_credentials')
    .addColumn('organization_id', 'text', required)
    .addColumn('application_id', 'text', required)
    .addColumn('id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('name_key', 'text', required)
    .addColumn('description', 'text')
    .addColumn('issuer', 'text', required)
    .addColumn('audience', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('federated_credentials_key', ['organization_id', 'id'])
    .addUniqueConstraint('federated_credentials_name', ['organization_id', 'application_id', 'name_key'])
    .addForeignKeyConstraint(
      'federated_credentials_application',
      ['organization_id', 'application_id'],
      'applications',
      ['organization_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
}
