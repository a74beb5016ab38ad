import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import { credentialSurvey } from '../store/credential-survey.ts';
import { floor } from './hash/argon2id.ts';
import { countHashKinds } from './hash-kinds.ts';
import { arrangeCredential, harry, school, usePasswordWorld } from './password.fixture.ts';
import { createPepper } from './pepper.ts';

const world = usePasswordWorld(floor);
const key = Buffer.alloc(32, 1);
const pepper = createPepper({ first: key, all: [key] });

const count = (
  options: { readonly mostMs?: number; readonly iterations?: number; readonly keys?: readonly Buffer[] } = {},
) => {
  const { mostMs = 60_000, iterations = floor.iterations, keys = [key] } = options;
  const organizationIds = (async function* () {
    yield school.id;
  })();
  const survey = credentialSurvey(world.db);
  const known = createPepper({ first: undefined, all: keys });
  return countHashKinds({ survey, organizationIds, pepper: known, parameters: { ...floor, iterations }, mostMs });
};

describe('the ways in which passwords are hashed', () => {
  const present = 'argon2id m=19456,t=2,p=1';

  it('are counted, and which of them are weaker than a new hash', async () => {
    const people = 1;
    assert.deepEqual((await count()).kinds, [{ kind: present, people, isOutdated: false }]);
    assert.deepEqual((await count({ iterations: 3 })).kinds, [{ kind: present, people, isOutdated: true }]);
    await arrangeCredential(world, { password_hash: hashSync('x', { memoryCost: 8192, timeCost: 1, parallelism: 1 }) });
    assert.deepEqual((await count()).kinds, [{ kind: 'argon2id m=8192,t=1,p=1', people, isOutdated: true }]);
  });

  it('are seen through the pepper, with its key', async () => {
    const hash = hashSync('x', { memoryCost: floor.memoryKiB, timeCost: floor.iterations, parallelism: 1 });
    await arrangeCredential(world, { password_hash: pepper.seal(hash, harry) });
    assert.deepEqual((await count()).kinds, [{ kind: present, people: 1, isOutdated: false }]);
    assert.deepEqual(await count({ keys: [] }), { kinds: [], unopened: 1, isWhole: true });
  });

  it('are counted for no longer than was said', async () => {
    assert.equal((await count()).isWhole, true);
    assert.equal((await count({ mostMs: -1 })).isWhole, false);
  });
});
