import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withAsked } from '../asked.fixture.ts';
import { grantStore } from '../grants.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { planOf } from './plan.fixture.ts';

const harry = { organizationId: 'school', id: 'harry' };

describe('what a person has granted to applications', () => {
  it('is looked up by the person, however much others have granted', async () => {
    await using db = openStore(':memory:');
    await migrate(db);
    const grants = grantStore(db);
    const { asked } = await withAsked(async () => {
      await grants.latestByApplication(harry, 0, 3);
      await grants.revokeOfUserAndApplication(harry, 'owl-post', 0, 1);
    });
    const statements = asked.filter((sql) => sql.includes('"account_id" = ?'));
    assert.equal(statements.length, 4);
    for (const statement of statements) {
      const steps = await planOf(db, statement);
      assert.match(steps, /grants_account_and_client \(organization_id=\? AND account_id=\?/, steps);
    }
  });
});
