import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Factor } from '../directory/factor.ts';
import { storedUser } from '../directory/user.fixture.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { newAuthenticator } from './authenticator.fixture.ts';
import { passkey } from './passkey.ts';
import { personOfHandle, userHandle } from './passkey-handle.ts';
import { askPasskey, relyingParty } from './passkey-question.ts';
import { passkeyState } from './passkey-state.ts';
import type { Answer } from './strategy.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const user = storedUser({ organizationId, id: 'har-3107', userName: 'harry' });
let time = 1_000_000;
const tools = {
  ...{
    sealer: createSealer(Buffer.alloc(32, 7)),
    externalUrl: 'https://login.hogwarts.example/sso',
    issuer: 'Hogwarts',
  },
  now: () => time++,
};

const factorOf = (state: string): Factor => ({
  ...{ organizationId, userId: user.id, id: 'factor', kind: 'passkey', name: 'Owl', state, sealedSecret: null },
  ...{ createdAt: 0, lastUsedAt: null },
});

async function registered(authenticator = newAuthenticator(), counter = 0) {
  const { kept } = await passkey.begin(tools, user, []);
  const made = await passkey.confirm(tools, user, kept, authenticator.register(kept, { counter }));
  assert.ok(made);
  return { authenticator, factor: factorOf(made.state) };
}

function question() {
  const asked = askPasskey(tools)?.asked ?? '';
  return { asked, challenge: asked.split('.')[1] ?? '' };
}

const answer = (asked: string, text: string): Answer => ({ kind: 'passkey', text, asked });

describe('a new passkey', () => {
  it('is asked for so that it is found without a name, and never without a gesture or a PIN', async () => {
    const { factor } = await registered();
    const { shown, kept } = await passkey.begin(tools, user, [factor]);
    assert.deepEqual(shown, {
      challenge: kept,
      rp: { id: 'login.hogwarts.example', name: 'Hogwarts' },
      user: { id: userHandle(user), name: 'harry', displayName: 'harry' },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      attestation: 'none',
      excludeCredentials: [{ type: 'public-key', id: passkeyState(factor).credentialId, transports: ['internal'] }],
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    });
  });

  it('is kept without what its maker says, which nobody has asked for', async () => {
    const { kept } = await passkey.begin(tools, user, []);
    const authenticator = newAuthenticator();
    const made = await passkey.confirm(tools, user, kept, authenticator.register(kept, { format: 'packed' }));
    const { credentialId, publicKey } = authenticator;
    const state = { credentialId, publicKey, counter: 0, transports: ['internal'], answered: [] };
    assert.deepEqual(made, { state: JSON.stringify(state), secret: null });
  });

  for (const [what, lie] of Object.entries({
    'made for another server': { rpId: 'login.durmstrang.example' },
    'from another site': { origin: 'https://login.hogwarts.example.evil.example' },
    'whose person was not verified': { isVerified: false },
  })) {
    it(`is refused when it is one ${what}`, async () => {
      const { kept } = await passkey.begin(tools, user, []);
      assert.equal(await passkey.confirm(tools, user, kept, newAuthenticator().register(kept, lie)), undefined);
    });
  }

  it('is refused when it answers another challenge, or is nothing of the kind', async () => {
    const { kept } = await passkey.begin(tools, user, []);
    const other = newAuthenticator().register((await passkey.begin(tools, user, [])).kept);
    const broken = JSON.stringify({
      id: 'x',
      rawId: 'x',
      type: 'public-key',
      response: { clientDataJSON: 'e30', attestationObject: 'oA' },
    });
    for (const text of [other, broken, '', '{}', 'null', '[]', '{"id":1}', `"${'x'.repeat(20_000)}"`]) {
      assert.equal(await passkey.confirm(tools, user, kept, text), undefined);
    }
  });
});

describe('an answer of a passkey', () => {
  it('is right, and moves the counter on', async () => {
    const { authenticator, factor } = await registered(newAuthenticator(), 4);
    const { asked, challenge } = question();
    const text = authenticator.answer(challenge, userHandle(user), { counter: 5 });
    const right = await passkey.verify(tools, [(await registered()).factor, factor], answer(asked, text));
    assert.ok(right && 'state' in right);
    assert.equal(right.factor, factor);
    assert.equal(passkeyState(factorOf(right.state)).counter, 5);
  });

  for (const [what, lie] of Object.entries({
    'for another server': { rpId: 'login.durmstrang.example' },
    'from another site': { origin: 'https://login.hogwarts.example.evil.example' },
    'whose person was not verified': { isVerified: false },
  })) {
    it(`is wrong when it is one ${what}`, async () => {
      const { authenticator, factor } = await registered();
      const { asked, challenge } = question();
      const text = authenticator.answer(challenge, userHandle(user), lie);
      assert.equal(await passkey.verify(tools, [factor], answer(asked, text)), undefined);
    });
  }

  it('is wrong when it answers what was not asked, or another passkey has signed it', async () => {
    const { authenticator, factor } = await registered();
    const { asked, challenge } = question();
    const right = authenticator.answer(challenge, userHandle(user));
    assert.equal(await passkey.verify(tools, [factor], answer(question().asked, right)), undefined);
    assert.equal(await passkey.verify(tools, [factor], answer('', right)), undefined);
    const forged = newAuthenticator().answer(challenge, userHandle(user));
    const named = JSON.stringify({
      ...JSON.parse(forged),
      id: authenticator.credentialId,
      rawId: authenticator.credentialId,
    });
    assert.equal(await passkey.verify(tools, [factor], answer(asked, named)), undefined);
    assert.equal(await passkey.verify(tools, [], answer(asked, right)), undefined);
  });

  it('counts once for each question, in whatever order they are answered', async () => {
    const { authenticator, factor: first } = await registered();
    let factor = first;
    const questions = Array.from({ length: 12 }, question);
    const verify = ({ asked, challenge }: ReturnType<typeof question>) =>
      passkey.verify(tools, [factor], answer(asked, authenticator.answer(challenge, userHandle(user))));
    const [oldest, ...others] = questions as [ReturnType<typeof question>];
    for (const one of others.slice(0, 10).toReversed()) {
      const right = await verify(one);
      assert.ok(right && 'state' in right);
      factor = factorOf(right.state);
      assert.equal(await verify(one), undefined);
    }
    assert.equal(await verify(oldest), undefined, 'It is so old that nobody knows whether it was answered.');
  });

  it('tells of a copy when the counter has not gone on, and only with a right signature', async () => {
    const { authenticator, factor } = await registered(newAuthenticator(), 7);
    for (const counter of [0, 6, 7]) {
      const { asked, challenge } = question();
      const text = authenticator.answer(challenge, userHandle(user), { counter });
      assert.deepEqual(await passkey.verify(tools, [factor], answer(asked, text)), { factor, isCloned: true });
      const { response, ...rest } = JSON.parse(text);
      const unsigned = JSON.stringify({ ...rest, response: { ...response, signature: 'MAYCAQECAQE' } });
      assert.equal(await passkey.verify(tools, [factor], answer(asked, unsigned)), undefined);
    }
  });
});

describe('whose passkey it is', () => {
  it('is read from what the passkey keeps, whatever the ids look like', () => {
    for (const id of ['har-3107', 'b9ab0ef0-25d1-4b1f-9f6d-2a0c8e3c6f11', 'ö'.repeat(20), 'x'.repeat(47)]) {
      const handle = userHandle({ organizationId, id });
      assert.ok(Buffer.from(handle, 'base64url').length <= 64);
      assert.deepEqual(personOfHandle(handle), { organizationId, id });
    }
  });

  it('is not said by one whose id is too long for it, nor by what is no handle', () => {
    const handle = userHandle({ organizationId, id: 'x'.repeat(48) });
    assert.ok(Buffer.from(handle, 'base64url').length <= 64);
    for (const text of [handle, '', 'AA', 'AQ', Buffer.alloc(64, 1).toString('base64url').slice(0, 20)]) {
      assert.equal(personOfHandle(text), undefined);
    }
  });
});

describe('the relying party', () => {
  it('is the host under which browsers reach the server, where browsers allow passkeys', () => {
    const of = (externalUrl: string) => relyingParty({ externalUrl })?.id;
    assert.equal(of('https://login.hogwarts.example:8443/sso'), 'login.hogwarts.example');
    assert.equal(of('http://localhost:8080'), 'localhost');
    for (const url of [
      'http://login.hogwarts.example',
      'https://192.0.2.1',
      'https://[2001:db8::1]',
      'http://127.0.0.1:1',
    ]) {
      assert.equal(of(url), undefined);
      assert.equal(askPasskey({ ...tools, externalUrl: url }), undefined);
    }
  });
});
