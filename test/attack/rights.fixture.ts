import assert from 'node:assert/strict';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';

export const password = 'al0h0m0ra-account';

/** An administrator and an ordinary person, and calls with tokens that are good for less than somebody wants. */
export function useRights() {
  const administrator = {} as Account;
  const person = {} as Account;
  const gatehouse = useGatehouse(async (server) => {
    Object.assign(administrator, await createAccount(server, password, { isAdministrator: true }));
    Object.assign(person, await createAccount(server, password));
  });
  const call = (as: string, method: string, path: string, body?: unknown) =>
    apiOf(gatehouse, () => as)(method, `/api${path}`, body);

  /** Everything that lets somebody in: who administers, with which password and address, through which application. */
  async function keysOfTheHouse() {
    const { db } = gatehouse;
    return {
      members: await db.selectFrom('memberships').selectAll().where('group_id', '=', administratorsGroupId).execute(),
      passwords: await db.selectFrom('credentials').select(['user_id', 'password_hash']).execute(),
      addresses: await db.selectFrom('users').select(['id', 'email_key', 'is_active']).execute(),
      scopes: await db.selectFrom('application_scopes').selectAll().execute(),
      uris: await db.selectFrom('applications').select(['id', 'redirect_uris']).execute(),
      secrets: await db.selectFrom('application_secrets').select(['id', 'application_id']).execute(),
      resources: await db.selectFrom('api_scopes').selectAll().execute(),
    };
  }

  /** Tries all of it, is refused with 403 each time, and finds everything as it was. */
  async function isRefused(tries: readonly (readonly [as: string, method: string, path: string, body?: unknown])[]) {
    const before = await keysOfTheHouse();
    for (const [as, method, path, body] of tries) {
      const answer = await call(as, method, path, body);
      assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`);
    }
    assert.deepEqual(await keysOfTheHouse(), before);
  }

  return { gatehouse, administrator, person, call, isRefused };
}
