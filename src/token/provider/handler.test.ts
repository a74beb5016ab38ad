import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unlimited } from '../../admission/throttle.fixture.ts';
import { cookieScopeOf } from '../../cookie.ts';
import { participants } from '../../store/back-channel.ts';
import { grantStore } from '../../store/grants.ts';
import { signingKeys } from '../../store/signing-keys.ts';
import { createErrorIds } from '../endpoints/error-id.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { externalUrl, issuer, newClock, openDirectory, sealer } from '../token.fixture.ts';
import { createLibrary } from './handler.ts';

test('the library is set up anew when a key comes, signs, or goes, and at no other time', async () => {
  await using directory = await openDirectory();
  const { db, store } = directory;
  const clock = newClock();
  const keys = await openKeyRing({ store: signingKeys(db), sealer, lifetimeDays: 90, algorithm: 'ES256' }, clock.at);
  const now = () => clock.at;
  const onFault = (error: unknown) => assert.fail(String(error));
  const signIn = () => assert.fail('Nobody signs in.');
  const handler = createLibrary({
    ...{
      issuer,
      externalUrl,
      sealer,
      cookieScope: cookieScopeOf(externalUrl),
      sessionLifeMs: 1,
      directory: store,
      grants: grantStore(db),
    },
    ...{
      keys,
      throttle: unlimited(),
      signIn,
      now,
      readHint: async () => undefined,
      refreshReuseMs: 0,
      refreshMs: 1,
      onFault,
      errorIds: createErrorIds(sealer),
      participants: participants(db),
    },
  });
  const isNew = async () => {
    const before = current;
    current = await handler();
    return current !== before;
  };
  let current = await handler();
  assert.equal(await isNew(), false);
  await keys.maintain(clock.at);
  assert.equal(await isNew(), false, 'nothing has changed');
  await keys.rotate(clock.at);
  assert.equal(await isNew(), true, 'a successor was published');
  clock.at += 10 * 60_000;
  assert.equal(await isNew(), true, 'the successor signs');
  clock.at += 3600_000;
  assert.equal(await isNew(), false);
  clock.at += 30_000;
  assert.equal(await isNew(), true, 'the predecessor is retired');
});
