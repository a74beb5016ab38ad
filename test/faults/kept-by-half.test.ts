import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { newAuthenticator } from '../../src/factor/authenticator.fixture.ts';
import { userHandle } from '../../src/factor/passkey-handle.ts';
import { activities, events } from '../../src/telemetry.ts';
import { createAccount } from '../support/accounts.ts';
import { type Ask, exchange } from '../support/exchange.ts';
import { lacksFileLimits, withoutRoom } from '../support/file-size.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { codeOf, codesOn, fieldOf, login, password, useSecondFactors, web } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import { createVisitor, type Seen, tokenOf } from '../support/visitor.ts';

// A form that changes something and then starts or changes a session is two writes. The disk may be full for the second one.

/** The disk becomes full at the moment of which `listen` tells, while a form is answered. */
async function fullFrom(listen: (now: () => void) => () => void, answer: () => Promise<Seen>): Promise<Seen> {
  const noticed = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let full: Promise<void> | undefined;
  const end = listen(() => {
    full ??= withoutRoom(() => answered.promise);
    noticed.resolve();
  });
  try {
    return await answer();
  } finally {
    end();
    answered.resolve();
    await full;
    assert.ok(full, 'the moment never came');
  }
}

const whenSetUp = (now: () => void) => events.factorChanged.onPublish(now);
const whenChanged = (now: () => void) => activities.passwordChange.onEnd(now);
const whenProved = (now: () => void) => activities.secondStep.onEnd(now);
const whenSignedIn = (now: () => void) => activities.signIn.onEnd(now);

const beginAnew = /could not sign you in at this moment/;

describe('a disk that becomes full while a form is answered', { skip: lacksFileLimits }, () => {
  const { gatehouse, newBrowser, typePassword, setUpApp, isSignedIn, ...people } = useSecondFactors();
  const { personWithApp, signedIn, forgetUse, ageSessions } = people;

  it('keeps nobody from seeing the recovery codes, which are shown once: of an app that is set up from Security', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const page = web('set-up-factor?kind=totp');
    const seen = await fullFrom(whenSetUp, async () => (await setUpApp(visitor, page)).seen);
    assert.equal(seen.status, 200, seen.html);
    assert.ok(codesOn(seen.html).length > 1, seen.html);
  });

  it('nor of one that a sign-in has waited for: the sign-in comes afterwards', async () => {
    const account = await createAccount(gatehouse, password);
    await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
    await using _grace = await setSetting(gatehouse, 'Auth.SecondFactor.GraceDays', '0');
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    const seen = await fullFrom(whenSetUp, async () => (await setUpApp(visitor, `${location}&kind=totp`)).seen);
    assert.equal(seen.status, 200, seen.html);
    assert.ok(codesOn(seen.html).length > 1, seen.html);
    assert.match(seen.html, /class="button first" href="[^"]*\/web\/login/);
  });

  for (const isForced of [false, true]) {
    it(`leads to the sign-in with the new password that was kept${isForced ? ', where it had to be changed' : ''}`, async () => {
      const account = await createAccount(gatehouse, password);
      if (isForced) await gatehouse.store.credentials.requireChange(account);
      const visitor = newBrowser();
      const { location = '' } = await typePassword(visitor, account);
      const page = isForced ? location : web('change-password');
      const newPassword = `${password}-new`;
      const fields = { currentPassword: password, newPassword, repeatPassword: newPassword };
      const seen = await fullFrom(whenChanged, () => visitor.submit(page, fields));
      assert.deepEqual([seen.status, /\/web\/login/.test(seen.location ?? '')], [303, true], seen.html);
      assert.match((await visitor.get(seen.location ?? '')).html, /Your password has been changed/);
      await visitor.submit(login, { userName: `user-${account.id}`, password: newPassword });
      assert.ok(await isSignedIn(visitor));
    });
  }

  it('says of a code that was right, and counts once, that the sign-in begins anew with another one', async () => {
    const { account, secret } = await personWithApp();
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    const answer = { kind: 'totp', code: codeOf(secret) };
    const seen = await fullFrom(whenProved, () => visitor.submit(location, answer));
    assert.deepEqual([seen.status, /\/web\/login/.test(seen.location ?? '')], [303, true], seen.html);
    assert.match((await visitor.get(seen.location ?? '')).html, beginAnew);
    await forgetUse(account);
    const again = await typePassword(visitor, account);
    await visitor.submit(again.location ?? '', { ...answer, code: codeOf(secret) });
    assert.ok(await isSignedIn(visitor));
  });

  it('says it of a code that was to prove again who somebody is, and keeps what that was for', async () => {
    const person = await personWithApp();
    const visitor = await signedIn(person);
    await ageSessions(person.account, 60);
    const page = web('step-up?returnUrl=/identity/web/new-token');
    const answer = { kind: 'totp', code: codeOf(person.secret) };
    const seen = await fullFrom(whenProved, () => visitor.submit(page, answer));
    assert.equal(seen.status, 503, seen.html);
    assert.match(seen.html, /counts once/);
    await forgetUse(person.account);
    const fields = { ...answer, formToken: tokenOf(seen.html), code: codeOf(person.secret) };
    const again = await visitor.post(page, fields);
    assert.deepEqual([again.status, again.location], [303, '/identity/web/new-token'], again.html);
  });
});

describe('a disk that becomes full while somebody signs in with a passkey', { skip: lacksFileLimits }, () => {
  /** Browsers allow nobody passkeys under a bare address. */
  const origin = 'http://gatehouse.localhost';
  const gatehouse = useGatehouse(async () => {}, { 'external-url': origin });

  it('says that the sign-in begins anew', async () => {
    const account = await createAccount(gatehouse, password);
    const { credentialId, publicKey, answer } = newAuthenticator();
    const state = JSON.stringify({ credentialId, publicKey, counter: 0, transports: [], answered: [] });
    const kept = { id: newId(), kind: 'passkey', name: 'Owl', sealedSecret: null, lastUsedAt: null } as const;
    const { organizationId, id: userId } = account;
    await gatehouse.store.factors.insert({ ...kept, organizationId, userId, state, createdAt: Date.now() });
    const toServer: Ask = (to, init) => exchange(String(to).replace(origin, gatehouse.url), init);
    const visitor = createVisitor(() => origin, {}, toServer);
    const signIn = async () => {
      const { html } = await visitor.get(login);
      const { challenge } = JSON.parse(decode(/data-options="([^"]*)"/.exec(html)?.[1] ?? ''));
      const passkey = answer(challenge, userHandle(account), { rpId: 'gatehouse.localhost', origin });
      return await visitor.post(login, { formToken: tokenOf(html), asked: fieldOf(html, 'asked'), passkey });
    };
    const seen = await fullFrom(whenSignedIn, signIn);
    assert.deepEqual([seen.status, /\/web\/login/.test(seen.location ?? '')], [303, true], seen.html);
    assert.match((await visitor.get(seen.location ?? '')).html, beginAnew);
    assert.deepEqual([(await signIn()).status, (await visitor.get(web('account'))).status], [303, 200]);
  });
});
