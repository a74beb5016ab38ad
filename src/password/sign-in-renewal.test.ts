import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import { floor } from './hash/argon2id.ts';
import { vectors } from './hash/vectors.fixture.ts';
import { arrangeCredential, harry, hashOf, password } from './password.fixture.ts';
import { invalid, useSignIns } from './sign-in.fixture.ts';

const oneOfEachScheme = [...new Map(vectors.map((vector) => [vector.scheme, vector])).values()];

const { world, attempt, wrong } = useSignIns(floor);

describe('a hash of a password with its accents in two pieces', () => {
  it('is made anew after a sign-in, so that the password is known from every keyboard', async () => {
    const inTwo = 'mischief managé 1'.normalize('NFD');
    const inOne = inTwo.normalize('NFC');
    await arrangeCredential(world, { password_hash: hashOf(inTwo, floor) });
    assert.deepEqual(await attempt({ password: inOne }), invalid);
    assert.equal((await attempt({ password: inTwo })).outcome, 'signedIn');
    await world.settled();
    for (const typed of [inOne, inTwo]) assert.equal((await attempt({ password: typed })).outcome, 'signedIn');
    const { version } = (await world.store.credentials.find(harry)) ?? assert.fail();
    await world.settled();
    assert.equal((await world.store.credentials.find(harry))?.version, version);
  });
});

describe('an outdated hash', () => {
  const hash = async () => (await world.store.credentials.find(harry))?.passwordHash ?? '';
  const weak = hashSync(password, { memoryCost: 8192, timeCost: 1 });

  it('is renewed after a success, and nothing ends', async () => {
    await arrangeCredential(world, { password_hash: weak });
    const before = await world.store.users.find(harry);
    await attempt();
    await world.settled();
    assert.match(await hash(), /m=19456,t=2,p=1/);
    assert.equal((await world.store.users.find(harry))?.tokenEpoch, before?.tokenEpoch);
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  for (const { scheme, maker, hash: foreign, password: known } of oneOfEachScheme) {
    it(`of ${scheme}, made by ${maker}, is renewed after a success`, async () => {
      await arrangeCredential(world, { password_hash: foreign, hash_cost: 1 });
      assert.equal((await attempt({ password: known })).outcome, 'signedIn');
      await world.settled();
      assert.match(await hash(), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      assert.equal(await world.store.credentials.slowestForeign(harry.organizationId), undefined);
      assert.equal((await attempt({ password: known })).outcome, 'signedIn');
    });
  }

  it('is left alone by a wrong password, and never undoes a change', async () => {
    await arrangeCredential(world, { password_hash: weak });
    await wrong();
    await world.settled();
    assert.equal(await hash(), weak);
    await attempt();
    await arrangeCredential(world, { version: 2, password_hash: 'changed' });
    await world.settled();
    assert.equal(await hash(), 'changed');
  });
});
