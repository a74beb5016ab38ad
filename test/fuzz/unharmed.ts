import assert from 'node:assert/strict';
import type { Gatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';

/** Remembers every password and what a change would leave behind; the answer asserts that all is as it was. */
export async function rememberPasswords(gatehouse: Gatehouse): Promise<() => Promise<void>> {
  const before = await look(gatehouse);
  return async () => assert.deepEqual(await look(gatehouse), before);
}

async function look({ db, logLines }: Gatehouse): Promise<object> {
  const credentials = await db
    .selectFrom('credentials')
    .select(['organization_id', 'user_id', 'password_hash', 'version', 'security_stamp'])
    .orderBy('organization_id')
    .orderBy('user_id')
    .execute();
  const notices = await db.selectFrom('outbox').select('id').execute();
  const epochs = await db.selectFrom('users').select(['id', 'token_epoch']).orderBy('id').execute();
  // A run of more than a minute gets the sum of the refusals that had no line of their own.
  const faults = logLines.filter(({ level, message }) => level !== 'info' && message !== 'more requests refused');
  return { credentials, notices, epochs, faults };
}

export async function assertReady({ url }: Gatehouse): Promise<void> {
  assert.equal((await send(`${url}/health/ready`)).status, 200);
}
