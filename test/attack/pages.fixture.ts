import assert from 'node:assert/strict';
import type { Account } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createVisitor, type Seen, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

export const password = 'al0h0m0ra-account';
export const login = '/Hogwarts/identity/web/login';
export const harry = { userName: 'harry.potter', password: world.harry.password };

/** That the answer did nothing, and says why. */
export const refusedAsForged = (answer: Seen, what: string, reason = /did not come from our page/): void => {
  assert.equal(answer.status, 403, what);
  assert.match(answer.html, reason, what);
  assert.deepEqual(answer.headers.getSetCookie(), [], what);
};

/** Visitors of the pages, and those of them who have signed in. */
export function useVisitors() {
  const gatehouse = useGatehouse();
  const visitor = (): Visitor => createVisitor(() => gatehouse.url);

  async function signedIn(account?: Account): Promise<Visitor> {
    const one = visitor();
    const fields = account ? { userName: `user-${account.id}`, password } : harry;
    const answer = await one.submit(login, fields);
    assert.equal(answer.status, 303, answer.html);
    return one;
  }

  return { gatehouse, visitor, signedIn };
}
