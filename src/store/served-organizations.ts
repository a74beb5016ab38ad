import type { Kysely } from 'kysely';
import type { ApplicationKey } from '../directory/application.ts';
import { hostId } from '../directory/organization.ts';
import { takeTurns } from '../turns.ts';
import type { Database } from './database.ts';

/** Whose people may have used the application: its own organization's, or, of one of the host, those of all. */
export async function* servedOrganizations(
  db: Kysely<Database>,
  { organizationId }: ApplicationKey,
): AsyncGenerator<string> {
  if (organizationId !== hostId) {
    yield organizationId;
    return;
  }
  for (const { id } of await db.selectFrom('organizations').select('id').execute()) {
    await takeTurns();
    yield id;
  }
}
