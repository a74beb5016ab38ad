import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompiledQuery } from 'kysely';
import { activities } from '../../telemetry.ts';
import { grantStore } from '../grants.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';

const harry = { organizationId: 'school', id: 'harry' };

describe('what a person has granted to applications', () => {
  it('is looked up by the person, however much others have granted', async () => {
    await using db = openStore(':memory:');
    await migrate(db);
    const grants = grantStore(db);
    const asked: string[] = [];
    const end = activities.statement.onStart(({ sql }) => void asked.push(sql));
    await grants.latestByApplication(harry, 0, 3);
    await grants.revokeOfUserAndApplication(harry, 'owl-post', 0, 1);
    end();
    const statements = asked.filter((sql) => sql.includes('"account_id" = ?'));
    assert.equal(statements.length, 4);
    for (const statement of statements) {
      const { rows } = await db.executeQuery<{ detail: string }>(CompiledQuery.raw(`explain query plan ${statement}`));
      const steps = rows.map(({ detail }) => detail).join('; ');
      assert.match(steps, /grants_account_and_client \(organization_id=\? AND account_id=\?/, steps);
    }
  });
});
