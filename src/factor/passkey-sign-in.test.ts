import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { harry, school } from '../password/password.fixture.ts';
import { invalid, useSignIns } from '../password/sign-in.fixture.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { type Authenticator, newAuthenticator } from './authenticator.fixture.ts';
import { passkey } from './passkey.ts';
import { userHandle } from './passkey-handle.ts';
import { askPasskey } from './passkey-question.ts';
import { type PasskeySignInRequest, signInByPasskey } from './passkey-sign-in.ts';

const { world, set, results, audit, attempt: signInByPassword } = useSignIns();
const place = {
  sealer: createSealer(Buffer.alloc(32, 7)),
  externalUrl: 'https://login.hogwarts.example',
  issuer: 'Hogwarts',
};
const tools = () => ({ ...world, ...place });

let authenticator: Authenticator;

beforeEach(async () => {
  authenticator = newAuthenticator();
  const user = await world.store.users.find(harry);
  assert.ok(user);
  const { kept } = await passkey.begin(tools(), user, []);
  const made = await passkey.confirm(tools(), user, kept, authenticator.register(kept));
  assert.ok(made);
  await world.store.factors.insert({
    ...{ organizationId: school.id, userId: harry.id, id: 'owl', kind: 'passkey', name: 'Owl', state: made.state },
    ...{ sealedSecret: null, createdAt: 0, lastUsedAt: null },
  });
});

type Lies = Parameters<Authenticator['answer']>[2];

function answered(handle = userHandle(harry), lies: Lies = {}) {
  world.pass(1);
  const asked = askPasskey(tools())?.asked ?? '';
  return { asked, text: authenticator.answer(asked.split('.')[1] ?? '', handle, lies) };
}

const signIn = (changes: Partial<PasskeySignInRequest> = {}) =>
  signInByPasskey(tools(), {
    ...{ answer: answered(), organizationId: undefined, clientIp: '192.0.2.1', browserInfo: null, traceId: 'trace' },
    ...changes,
  });

describe('signing in by a passkey alone', () => {
  it('says who it is, proves two factors at once, and is recorded as a whole sign-in', async () => {
    const result = await signIn();
    assert.ok(result.outcome === 'signedIn');
    assert.equal(result.user.id, harry.id);
    assert.deepEqual(result.methods, ['passkey']);
    assert.deepEqual(await results(), ['success']);
    assert.deepEqual(await audit(), ['Authentication/Login']);
    const [factor] = await world.store.factors.ofUser(harry);
    assert.equal(factor?.lastUsedAt, result.signedInAt);
  });

  it('does not mind that the password is too old, or that passwords may not be used to sign in', async () => {
    await set('Auth.Password.DefaultExpirationDays', '1');
    await set('Auth.RestrictBasicAuthentication', 'true');
    world.pass(3 * 24 * 60 * 60_000);
    assert.equal((await signInByPassword()).outcome, 'refused');
    const result = await signIn();
    assert.ok(result.outcome === 'signedIn');
    assert.equal(result.mustChange, undefined);
  });

  it('is possible in the organization of the page alone, and only where second factors are not switched off', async () => {
    assert.equal((await signIn({ organizationId: school.id })).outcome, 'signedIn');
    assert.deepEqual(await signIn({ organizationId: 'e1c20cd0-1a70-483b-a6f0-6650ae242e4d' }), invalid);
    await set('Auth.SecondFactor.Mode', 'off');
    assert.deepEqual(await signIn(), invalid);
  });

  it('is refused to an account that is not active, as with a password', async () => {
    await world.db.updateTable('users').set({ is_active: 0 }).where('id', '=', harry.id).execute();
    assert.deepEqual(await signIn(), { outcome: 'refused', reason: 'userIsNotActive' });
  });

  it('happens once when the same answer is sent twice at the same time', async () => {
    const answer = answered();
    const outcomes = (await Promise.all([signIn({ answer }), signIn({ answer })])).map(({ outcome }) => outcome);
    assert.deepEqual(outcomes.toSorted(), ['refused', 'signedIn']);
    assert.deepEqual(await signIn({ answer }), invalid);
  });

  it('is refused after the factor was removed', async () => {
    await world.store.factors.deleteOfUser(harry);
    assert.deepEqual(await signIn(), invalid);
  });

  it('counts wrong answers where wrong passwords count, and is locked with them', async () => {
    await set('Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', '3');
    const lie = { rpId: 'login.durmstrang.example' };
    for (let time = 0; time < 3; time += 1)
      assert.deepEqual(await signIn({ answer: answered(undefined, lie) }), invalid);
    assert.deepEqual(await signIn(), invalid);
    assert.deepEqual(await signInByPassword(), invalid);
    assert.ok((await audit()).includes('User/LockedOut'));
  });

  it('is refused to a copy of a passkey, of which the audit tells', async () => {
    assert.equal((await signIn({ answer: answered(undefined, { counter: 9 }) })).outcome, 'signedIn');
    assert.deepEqual(await signIn({ answer: answered(undefined, { counter: 9 }) }), invalid);
    assert.ok((await audit()).includes('Authentication/RefuseClonedFactor'));
    assert.equal((await signIn({ answer: answered(undefined, { counter: 10 }) })).outcome, 'signedIn');
  });

  it('is refused to nobody in the same words, whatever has been sent', async () => {
    const nobody = { organizationId: school.id, id: 'draco' };
    const nowhere = { organizationId: 'e1c20cd0-1a70-483b-a6f0-6650ae242e4d', id: 'viktor' };
    for (const key of [nobody, nowhere]) assert.deepEqual(await signIn({ answer: answered(userHandle(key)) }), invalid);
    for (const text of ['', '{}', '{"id":"x","response":{"userHandle":1}}', '\0']) {
      assert.deepEqual(await signIn({ answer: { text, asked: answered().asked } }), invalid);
    }
    assert.deepEqual(await signIn({ answer: { text: answered().text, asked: undefined } }), invalid);
  });
});
