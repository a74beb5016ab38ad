import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hostId } from '../directory/organization.ts';
import { openEmptyStore } from './store.fixture.ts';
import { unlistedAccounts } from './unlisted-accounts.ts';

it('accounts whose id is in no list of ids are counted by organization', async () => {
  const db = await openEmptyStore();
  assert.deepEqual(await unlistedAccounts(db), new Map());
  const named = (id: string) => ({ id, name: id, name_key: id, display_name: id, display_name_key: id });
  const robots = ['listed', 'clashing', 'forgotten', 'other'].map(named);
  await db
    .insertInto('robot_accounts')
    .values(robots.map((robot) => ({ ...robot, organization_id: hostId, created_at: 1 })))
    .execute();
  const account = { organization_id: hostId, kind: 'robotAccount' } as const;
  await db
    .insertInto('subjects')
    .values([
      { ...account, id: 'listed' },
      { ...account, id: 'other', kind: 'user' },
    ])
    .execute();
  await db
    .insertInto('subject_clashes')
    .values({ ...account, id: 'clashing' })
    .execute();
  assert.deepEqual(await unlistedAccounts(db), new Map([[hostId, 2]]));
  await db.destroy();
});
