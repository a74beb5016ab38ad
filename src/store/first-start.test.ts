import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { hostId } from '../directory/organization.ts';
import { firstStart } from './first-start.ts';
import { up } from './sqlite/migrations/0040-first-start.ts';
import { openEmptyStore } from './store.fixture.ts';

const organization = sql`insert into organizations (id, name, name_key, created_at, is_active, deleted_at)
  values ('gone', 'Default', 'gone', 7, 0, 8)`;
const person = sql`insert into users (organization_id, id, legacy_id, user_name, user_name_key, email_confirmed, is_active,
    bypass_basic_auth_restriction, invitation_accepted, created_at)
  values (${hostId}, 'admin', 1, 'admin', 'ADMIN', 0, 1, 1, 1, 9)`;

describe('a store of a version that did not write down its first start', () => {
  for (const [name, left, expected] of [
    ['is known to have been started by an organization, though that was deleted', [organization], true],
    ['is known to have been started by a person of the host, though every organization was purged', [person], true],
    ['has its first start before it when there is neither', [], false],
  ] as const) {
    it(name, async () => {
      const db = await openEmptyStore();
      for (const row of left) await row.execute(db);
      await up(db as never);
      assert.equal(await firstStart(db).was(), expected);
      await db.destroy();
    });
  }
});
