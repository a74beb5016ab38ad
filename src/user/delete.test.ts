import assert from 'node:assert/strict';
import { it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { harry, school, usePasswordWorld } from '../password/password.fixture.ts';
import { replacePassword } from '../password/replace-password.ts';
import { withAsked } from '../store/asked.fixture.ts';
import { deleteUser } from './delete.ts';

const world = usePasswordWorld();
const ofAccounts = ['credentials', 'password_history', 'password_attempts', 'users', 'grants'];

/** The tables with something of an account, in the order in which the work writes to them first. */
async function written(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { asked } = await withAsked(work);
  const tables = asked.flatMap((sql) => /^\s*(?:insert into|update|delete from) "(\w+)"/i.exec(sql)?.[1] ?? []);
  return [...new Set(tables)].filter((table) => ofAccounts.includes(table));
}

it('a deletion takes the rows of an account in the order of a new password, so that neither waits for the other', async () => {
  const { store, now } = world;
  const user = (await store.users.find(harry)) ?? assert.fail();
  const credential = (await store.credentials.find(harry)) ?? assert.fail();
  const actor = { type: 'user', id: user.id, name: user.userName, email: user.email } as const;
  const replacement = { credential, newHash: 'a hash', mustChange: false, keptRules: null, reason: 'passwordChanged' };
  const change = await written(() =>
    store.transaction((tables) =>
      replacePassword(tables, user, { ...replacement, reason: 'passwordChanged', actor, clientIp: null, at: now() }),
    ),
  );
  const permitted = permitOperator('user.write', school.id);
  const command = { permitted, userId: harry.id, at: now(), traceId: null, clientIp: null };
  const deletion = await written(() => deleteUser(store, command));
  assert.deepEqual(change, ofAccounts);
  assert.deepEqual(deletion, ofAccounts);
});
