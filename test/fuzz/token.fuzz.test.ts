// Throws what no client means to send at the token endpoint. Never a fault of the server, always an OAuth error that a
// client can read, and never a token without the right secret. How to throw more: see check.ts.

import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { after, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { world } from '../support/world.ts';
import { check } from './check.ts';
import { basics, forms, nearSecrets, scopes } from './forms.ts';
import { framed } from './framings.ts';
import { mediaTypes, oddHeaders } from './headers.ts';
import { assertOAuthError } from './oauth-error.ts';
import { assertRefusal, readJson } from './readable.ts';
import { targets } from './targets.ts';
import { anyBytes } from './text.ts';
import { assertReady, rememberPasswords } from './unharmed.ts';
import { ask, askTillClosed, provoke, type WireAnswer, type WireRequest } from './wire.ts';

const target = '/identity/connect/token';
const form = 'application/x-www-form-urlencoded';
const { id, secret } = world.application;
const right = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
const encode = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
/** Nothing of it is wrong but the secret. */
const wrongForm = encode({ ...right, client_secret: `not-${secret}` });

const gatehouse = useGatehouse(async () => {}, noBudgets);
let assertUnharmed: () => Promise<void>;
beforeEach(async () => {
  assertUnharmed = await rememberPasswords(gatehouse);
});

const post = (body: string | Uint8Array, ...headers: [string, string][]): WireRequest => ({
  target,
  headers: [['Content-Type', form], ...headers],
  body,
});

async function refused(request: WireRequest): Promise<void> {
  assertOAuthError(await ask(gatehouse.url, request));
  await assertUnharmed();
}

/** For what may come to another endpoint than meant, to none, or not be a whole request. */
async function refusedSomehow(answers: Promise<readonly WireAnswer[]>): Promise<void> {
  for (const answer of await answers) {
    assert.doesNotMatch(answer.body.toString(), /access_token/);
    assertRefusal(answer);
  }
  await assertUnharmed();
}

describe('the token endpoint under requests that nobody means to send', () => {
  after(() => assertReady(gatehouse));

  it('refuses forms that are none, or not the right ones', async () => {
    await check(forms(wrongForm), (body) => refused(post(body)));
    await check(anyBytes, (body) => refused(post(body)));
  });

  it('gives no token for a secret that is nearly right', async () => {
    await check(nearSecrets(secret), async (near) => {
      await refused(post(encode({ ...right, client_secret: near })));
      const basic = btoa(`${id}:${encodeURIComponent(near)}`);
      await refused(post('grant_type=client_credentials', ['Authorization', `Basic ${basic}`]));
    });
  });

  it('gives no token for the name of another client, or of none', async () => {
    const names = fc.oneof(nearSecrets(id), fc.constant<string>(world.otherApplication.id));
    await check(names, (name) => refused(post(encode({ ...right, client_id: name }))));
  });

  it('refuses credentials in a header that cannot be read, or that contradicts the form', async () => {
    const bodies = fc.constantFrom('grant_type=client_credentials', wrongForm, encode(right));
    await check(fc.tuple(basics(id, secret), bodies), ([basic, body]) =>
      refusedSomehow(askTillClosed(gatehouse.url, post(body, ['Authorization', basic]))),
    );
  });

  it('gives no scope that the client does not have, whatever it asks for', async () => {
    await check(scopes, async (scope) => {
      const answer = await ask(gatehouse.url, post(encode({ ...right, scope })));
      if (answer.status !== 200) return assertOAuthError(answer);
      const granted = String(readJson(answer.body).scope).split(' ');
      for (const name of granted) assert.match(name, /^PM\.\w+(\.Read|\.Write)?$/);
    });
  });

  it('refuses forms in other media types', async () => {
    const others = mediaTypes.filter((type) => !type.startsWith(form));
    await check(others, (type) =>
      refusedSomehow(askTillClosed(gatehouse.url, { target, headers: [['Content-Type', type]], body: encode(right) })),
    );
  });

  it('answers readably wherever else a request goes, with whatever method', async () => {
    const methods = fc.constantFrom('POST', 'POST', ...METHODS.filter((method) => method !== 'CONNECT'), 'post', 'X');
    await check(fc.tuple(methods, targets('connect', 'token')), ([method, odd]) =>
      refusedSomehow(
        askTillClosed(gatehouse.url, { method, target: odd, headers: [['Content-Type', form]], body: wrongForm }),
      ),
    );
  });

  it('is not confused by other headers', async () => {
    await check(oddHeaders, (odd) => refusedSomehow(provoke(gatehouse.url, post(wrongForm, ...odd))));
  });

  it('is not confused about where a request ends', async () => {
    await check(framed(wrongForm), (odd) => refusedSomehow(provoke(gatehouse.url, { ...post(''), ...odd })), {
      share: 0.5,
    });
  });
});
