import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { activities, events } from '../../src/telemetry.ts';
import { createAccount } from '../support/accounts.ts';
import { lacksFileLimits, withoutRoom } from '../support/file-size.ts';
import { codesOn, login, password, useSecondFactors, web } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import type { Seen } from '../support/visitor.ts';

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

describe('a disk that becomes full while a form is answered', { skip: lacksFileLimits }, () => {
  const { gatehouse, newBrowser, typePassword, setUpApp, isSignedIn } = useSecondFactors();

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
});
