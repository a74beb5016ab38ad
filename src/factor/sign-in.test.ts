import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { harry } from '../password/password.fixture.ts';
import { mailed, origin, useFactors } from './factor.fixture.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';
import { sendFactorCode } from './send-code.ts';

const { world, set, results, attempt, tools, person, codeOf, setUp, setUpApp, pending, answer, sealer } = useFactors();

const refused = { outcome: 'refused', reason: 'invalidCredentials' };

describe('a code of an app', () => {
  it('completes a sign-in, once, and none before it does', async () => {
    const { secret } = await setUpApp();
    const result = await answer('totp', codeOf(secret));
    assert.ok(result.outcome === 'signedIn');
    assert.deepEqual(result.methods, ['password', 'totp']);
    assert.deepEqual(await answer('totp', codeOf(secret)), refused);
    assert.deepEqual(await answer('totp', codeOf(secret, -1)), refused);
    world.pass(30_000);
    assert.equal((await answer('totp', codeOf(secret))).outcome, 'signedIn');
  });

  it('is good a step before and after its time, and no longer', async () => {
    const { secret } = await setUpApp();
    world.pass(300_000);
    for (const [steps, outcome] of [
      [-2, 'refused'],
      [2, 'refused'],
      [-1, 'signedIn'],
      [1, 'signedIn'],
    ] as const) {
      assert.equal((await answer('totp', codeOf(secret, steps))).outcome, outcome, String(steps));
    }
  });

  it('is good for one of many who send it at the same time', async () => {
    const { secret } = await setUpApp();
    const waiting = await Promise.all(Array.from({ length: 8 }, () => pending()));
    const code = codeOf(secret);
    const outcomes = await Promise.all(waiting.map((one) => answer('totp', code, one)));
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'signedIn').length, 1);
  });

  it('may be typed as apps show it, and is six digits', async () => {
    const { secret } = await setUpApp();
    for (const text of ['', '12345', '1234567', 'abcdef', '１２３４５６']) {
      assert.deepEqual(await answer('totp', text), refused, text);
    }
    const code = codeOf(secret);
    assert.equal((await answer('totp', ` ${code.slice(0, 3)} ${code.slice(3)} `)).outcome, 'signedIn');
  });

  it('was used when the app was set up, so that nobody who saw it then can use it again', async () => {
    const { kept: secret } = await setUp('totp', 'Phone', codeOf);
    assert.deepEqual(await answer('totp', codeOf(secret)), refused);
  });
});

describe('a wrong second step', () => {
  it('counts as a wrong password, until neither is accepted', async () => {
    const { secret } = await setUpApp();
    const waiting = await pending();
    for (let n = 0; n < 10; n++) assert.deepEqual(await answer('totp', '000000', waiting), refused);
    assert.deepEqual(await answer('totp', codeOf(secret), waiting), refused);
    assert.equal((await attempt()).outcome, 'refused');
    assert.ok((await results()).includes('lockedOut'));
    assert.equal((await answer('totp', codeOf(secret), waiting, '198.51.100.1')).outcome, 'signedIn');
  });

  it('is not forgiven by the right password, but by the right code', async () => {
    const { secret } = await setUpApp();
    for (let n = 0; n < 9; n++) await answer('totp', '000000');
    assert.equal((await answer('totp', codeOf(secret))).outcome, 'signedIn');
    for (let n = 0; n < 9; n++) await answer('totp', '000000');
    await answer('totp', '000000');
    assert.equal((await attempt()).outcome, 'refused');
  });
});

describe('a recovery code', () => {
  it('stands for the app, once, and the person is told how many are left', async () => {
    const { recoveryCodes = [] } = await setUpApp();
    assert.equal(new Set(recoveryCodes).size, 10);
    const [code = ''] = recoveryCodes;
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
    const result = await answer('recoveryCodes', code);
    assert.ok(result.outcome === 'signedIn');
    assert.deepEqual(result.methods, ['password', 'recoveryCodes']);
    assert.deepEqual(await answer('recoveryCodes', code), refused);
    assert.equal(recoveryCodesLeft(await world.store.factors.ofUser(harry)), 9);
    assert.deepEqual(await mailed(world), ['SecondFactorAdded', 'RecoveryCodeUsed']);
  });

  it('may be typed in small letters, without strokes, and with letters for the digits they look like', async () => {
    const { recoveryCodes = [] } = await setUpApp();
    for (const [index, change] of [
      (code: string) => code.toLowerCase(),
      (code: string) => ` ${code.replaceAll('-', '')}`,
      (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'l'),
    ].entries()) {
      const typed = change(recoveryCodes[index] ?? '');
      assert.equal((await answer('recoveryCodes', typed)).outcome, 'signedIn', typed);
    }
  });

  it('is good for one of two who send it at the same time', async () => {
    const { recoveryCodes: [code = ''] = [] } = await setUpApp();
    const waiting = [await pending(), await pending()];
    const outcomes = await Promise.all(waiting.map((one) => answer('recoveryCodes', code, one)));
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['refused', 'signedIn']);
  });

  it('is not in the store, and neither is the secret of the app', async () => {
    const { recoveryCodes = [], secret } = await setUpApp();
    const rows = JSON.stringify(await world.db.selectFrom('factors').selectAll().execute());
    for (const hidden of [secret, ...recoveryCodes.map((code) => code.replaceAll('-', ''))])
      assert.ok(!rows.includes(hidden));
  });
});

describe('a mailed code', () => {
  const send = async () => await sendFactorCode(tools(), { user: await person(), origin, asked: 'this sign-in' });

  /** The codes that lie in the outbox. */
  async function codes(): Promise<readonly string[]> {
    const rows = await world.db.selectFrom('outbox').selectAll().where('kind', '=', 'SecondFactorCode').execute();
    return rows
      .toSorted((one, other) => one.created_at - other.created_at)
      .map(({ id, payload }) => {
        const { link } = JSON.parse(payload) as { link: string };
        return sealer.unseal(link, `outbox ${harry.organizationId}/${id}`) ?? '';
      });
  }

  it('completes a sign-in once, in its time, and where the organization allows it', async () => {
    await set('Auth.SecondFactor.EmailCodes', 'true');
    await setUp('emailCode', 'Mail', () => '');
    assert.equal(await send(), true);
    const [code = ''] = await codes();
    assert.match(code, /^\d{8}$/);
    assert.equal((await answer('emailCode', code)).outcome, 'signedIn');
    assert.deepEqual(await answer('emailCode', code), refused);
    world.pass(1000);
    await send();
    world.pass(600_000);
    assert.deepEqual(await answer('emailCode', (await codes())[1] ?? ''), refused);
    await set('Auth.SecondFactor.EmailCodes', 'false');
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  it('is good for the sign-in for which it was sent, and for no other', async () => {
    await set('Auth.SecondFactor.EmailCodes', 'true');
    await setUp('emailCode', 'Mail', () => '');
    await send();
    const [code = ''] = await codes();
    const inAnother = await answer('emailCode', code, undefined, origin.clientIp, 'another sign-in');
    assert.deepEqual(inAnother, refused);
    assert.equal((await answer('emailCode', code)).outcome, 'signedIn');
  });

  it('takes the place of the one before, and is sent six times an hour at most', async () => {
    await set('Auth.SecondFactor.EmailCodes', 'true');
    await setUp('emailCode', 'Mail', () => '');
    const sent: boolean[] = [];
    for (let n = 0; n < 7; n++) {
      sent.push(await send());
      world.pass(1000);
    }
    assert.deepEqual(sent, [...Array(6).fill(true), false]);
    const all = await codes();
    assert.deepEqual(await answer('emailCode', all[0] ?? ''), refused);
    assert.equal((await answer('emailCode', all[5] ?? '')).outcome, 'signedIn');
    assert.equal(await send(), false);
    world.pass(3_600_000);
    assert.equal(await send(), true);
  });

  it('is not sent to an address that is not confirmed, nor to who has not chosen so', async () => {
    await set('Auth.SecondFactor.EmailCodes', 'true');
    assert.equal(await send(), false);
    await setUp('emailCode', 'Mail', () => '');
    await world.db.updateTable('users').set({ email_confirmed: 0 }).where('id', '=', harry.id).execute();
    assert.equal(await send(), false);
    assert.ok(!JSON.stringify(await world.db.selectFrom('outbox').selectAll().execute()).includes('SecondFactorCode'));
  });
});
