// Throws what no client means to send at the password change. Never a fault of the server, always an answer that a
// client can read, and never a changed password. How to throw more: see check.ts.

import { METHODS } from 'node:http';
import { after, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';
import { forgeries } from './authorizations.ts';
import { bodies } from './bodies.ts';
import { check } from './check.ts';
import { framed } from './framings.ts';
import { mediaTypes, oddHeaders } from './headers.ts';
import { assertRefusal } from './readable.ts';
import { ids, targets } from './targets.ts';
import { assertReady, rememberPasswords } from './unharmed.ts';
import { ask, askTillClosed, provoke, type WireRequest } from './wire.ts';

const path = ['api', 'User', world.harry.id, 'changepassword'] as const;
const target = `/identity/${path.join('/')}`;
/** Would change the password if anything else about the request were let through. */
const rightBody = JSON.stringify({ oldPassword: world.harry.password, newPassword: 'patr0nu5' });
/** Wrong without a hash. */
const wrongBody = JSON.stringify({ oldPassword: '', newPassword: 'patr0nu5' });

let bearer: string;
let foreignBearer: string;
let assertUnharmed: () => Promise<void>;
const gatehouse = useGatehouse(async (started) => {
  // A locked account would refuse before it looks at the password.
  await started.store.settings.put(world.organization.id, 'Auth.UserLockOut.IsEnabled', 'false');
  bearer = await token(started);
  foreignBearer = await token(started, 'PM.User', world.otherApplication);
}, noBudgets);

beforeEach(async () => {
  assertUnharmed = await rememberPasswords(gatehouse);
});

const headers = (authorization: string, type = 'application/json') =>
  [
    ['Authorization', authorization],
    ['Content-Type', type],
  ] as const;

async function refused(request: WireRequest): Promise<void> {
  assertRefusal(await ask(gatehouse.url, request));
  await assertUnharmed();
}

/** For what may end the connection before it is sent: an answer is not owed then. */
async function refusedIfHeard(request: WireRequest): Promise<void> {
  for (const answer of await askTillClosed(gatehouse.url, request)) assertRefusal(answer);
  await assertUnharmed();
}

/** For what may not be a whole request. */
async function refusedIfAnswered(request: WireRequest): Promise<void> {
  for (const answer of await provoke(gatehouse.url, request)) assertRefusal(answer);
  await assertUnharmed();
}

describe('the password change under requests that nobody means to send', () => {
  after(() => assertReady(gatehouse));

  it('refuses bodies that are no JSON, or not the right JSON', async () => {
    await check(bodies, (body) => refused({ target, headers: headers(`Bearer ${bearer}`), body }));
  });

  it('refuses bodies in other media types and encodings', async () => {
    const inputs = fc.tuple(mediaTypes, bodies);
    await check(
      inputs,
      ([type, body]) => refusedIfHeard({ target, headers: headers(`Bearer ${bearer}`, type), body }),
      {
        share: 0.5,
      },
    );
  });

  it('believes no forged token', async () => {
    await check(forgeries(bearer), (forged) => refusedIfHeard({ target, headers: headers(forged), body: rightBody }));
  });

  it('finds no way from another organization, however the path is written', async () => {
    await check(targets(...path), (odd) =>
      refusedIfHeard({ target: odd, headers: headers(`Bearer ${foreignBearer}`), body: rightBody }),
    );
  });

  it('refuses ids that nobody has', async () => {
    await check(ids, (id) =>
      refused({ target: `/identity/api/User/${id}/changepassword`, headers: headers(`Bearer ${bearer}`), body: '{}' }),
    );
  });

  it('listens to no other method', async () => {
    const methods = fc.oneof(
      fc.constantFrom(...METHODS.filter((method) => method !== 'POST' && method !== 'CONNECT')),
      fc.constantFrom('post', 'POSTS', 'P', '', 'Post', 'CONNECT'),
    );
    const override = [['X-HTTP-Method-Override', 'POST']] as const;
    await check(
      methods,
      (method) =>
        refusedIfHeard({ method, target, headers: [...headers(`Bearer ${bearer}`), ...override], body: rightBody }),
      { share: 0.5 },
    );
  });

  it('is not confused by other headers', async () => {
    await check(oddHeaders, (odd) =>
      refusedIfAnswered({ target, headers: [...headers(`Bearer ${bearer}`), ...odd], body: '{"oldPassword":' }),
    );
  });

  it('is not confused about where a request ends', async () => {
    await check(
      framed(wrongBody),
      (odd) => refusedIfAnswered({ target, headers: headers(`Bearer ${bearer}`), ...odd }),
      { share: 0.5 },
    );
  });
});
