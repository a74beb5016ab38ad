import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MailedLinkKind } from '../directory/account-link.ts';
import { endEverythingOf } from '../directory/end-everything.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { sendLink } from './account-link.ts';
import {
  arrangeCredential,
  arrangeLock,
  arrangeUser,
  harry,
  password,
  school,
  sentTokens,
  usePasswordWorld,
} from './password.fixture.ts';
import { confirmEmail, findLink, type ResetPasswordRequest, resetPassword, sendReset } from './reset.ts';

const world = usePasswordWorld();
const caller = { traceId: 'trace', clientIp: '192.0.2.1' };
const minute = 60_000;

const ask = (userNameOrEmail = 'harry', named = school.name) =>
  sendReset(world, { organization: { named }, userNameOrEmail, ...caller });

async function sent(): Promise<string> {
  const tokens = await sentTokens(world);
  return tokens.at(-1) ?? assert.fail('nothing was sent');
}

const reset = (token: string, newPassword = 'patr0nu5', kind: ResetPasswordRequest['kind'] = 'ForgotPassword') =>
  resetPassword(world, { token, kind, newPassword, ...caller, signal: new AbortController().signal });

const codes = (work: Promise<unknown>) =>
  work.then(
    () => ['none'],
    (error: unknown) => {
      assert.ok(error instanceof GatehouseError && error.failure.code === 'IdentityFailure');
      return error.failure.errors.map(({ code }) => code as string);
    },
  );

const isPassword = async (text: string) =>
  world.hasher.verify((await world.store.credentials.find(harry))?.passwordHash ?? '', text);
const person = async () => (await world.store.users.find(harry)) as User;

async function send(kind: MailedLinkKind): Promise<boolean> {
  const user = await person();
  return await world.store.transaction((tables) => sendLink(tables, user, kind, { at: world.now() }));
}

describe('a forgotten password', () => {
  it('is replaced with the token of the link, which confirms the address, lifts the lock and ends everything', async () => {
    await arrangeUser(world, { email_confirmed: 0 });
    await arrangeLock(world);
    const token = { organizationId: school.id, id: 't1', userId: harry.id, description: '', scopes: [] };
    const living = { ...token, createdAt: 0, expiresAt: world.now() + 1, amr: ['pwd'], lastUsedAt: null };
    await world.store.personalAccessTokens.insert(living, 'hash');
    await ask();
    const { user, ended } = await reset(await sent());
    assert.ok(await isPassword('patr0nu5'));
    assert.equal(ended.personalAccessTokens, 1);
    assert.equal(user.emailConfirmed, true);
    assert.equal(user.tokenEpoch, 2);
    assert.deepEqual(await world.store.attempts.ofUser(harry), []);
    const entries = await world.db.selectFrom('audit_entries').selectAll().where('category', '=', 'User').execute();
    assert.deepEqual(
      entries.map(({ action, actor_name }) => [action, actor_name]),
      [
        ['Create', 'Gatehouse'],
        ['ResetPasswordRequested', 'unknown'],
        ['ResetPassword', 'harry'],
      ],
    );
  });

  it('is asked for by user name or address, and no mail goes to a name that nobody has', async () => {
    await ask('harry@hogwarts.example');
    assert.equal((await sentTokens(world)).length, 1);
    await ask('draco');
    await ask('harry', 'Durmstrang');
    assert.equal((await world.db.selectFrom('outbox').select('id').execute()).length, 1);
  });

  for (const [what, values] of [
    ['is not active', { is_active: 0 }],
    ['has no address', { email: null, email_key: null }],
  ] as const) {
    it(`gets no mail when the account ${what}`, async () => {
      await arrangeUser(world, values);
      await ask();
      assert.deepEqual(await sentTokens(world), []);
    });
  }

  it('can be asked for five times an hour', async () => {
    const notices = () => world.db.selectFrom('outbox').select('id').where('kind', '=', 'ForgotPassword').execute();
    for (let n = 0; n < 7; n++) await ask();
    assert.equal((await notices()).length, 5);
    assert.equal((await sentTokens(world)).length, 1, 'the others are of no use any more');
    assert.deepEqual(await codes(reset(await sent())), ['none']);
    world.pass(60 * minute);
    await ask();
    assert.equal((await notices()).length, 6);
  });

  it('leaves nothing in the store that opens anything', async () => {
    await ask();
    const token = await sent();
    const stored = await Promise.all(
      (['account_links', 'outbox', 'audit_entries'] as const).map((table) =>
        world.db.selectFrom(table).selectAll().execute(),
      ),
    );
    assert.match(token, /^[\w-]+\.[\w-]{43}$/);
    assert.ok(!JSON.stringify(stored).includes(token.slice(-43)));
  });
});

describe('the link for a new password', () => {
  it('can be used once', async () => {
    await ask();
    const token = await sent();
    assert.equal((await findLink(world, token, 'ForgotPassword'))?.id, harry.id);
    await reset(token);
    assert.deepEqual(await codes(reset(token, 'lum0s-maxima')), ['InvalidToken']);
    assert.equal(await findLink(world, token, 'ForgotPassword'), undefined);
    assert.ok(await isPassword('patr0nu5'));
  });

  it('is used by exactly one of those who try at the same time', async () => {
    await ask();
    const token = await sent();
    const outcomes = await Promise.all(
      ['patr0nu5', 'lum0s-maxima', 'acc1o-broom'].map((text) => codes(reset(token, text))),
    );
    assert.equal(outcomes.flat().filter((code) => code === 'none').length, 1);
    assert.equal(outcomes.flat().filter((code) => code === 'InvalidToken').length, 2);
  });

  it('is good for fifteen minutes', async () => {
    await ask();
    world.pass(15 * minute - 1);
    assert.ok(await findLink(world, await sent(), 'ForgotPassword'));
    world.pass(1);
    assert.deepEqual(await codes(reset(await sent())), ['InvalidToken']);
  });

  it('is worthless as soon as a newer one was sent', async () => {
    await ask();
    const older = await sent();
    world.pass(1);
    await ask();
    assert.deepEqual(await codes(reset(older)), ['InvalidToken']);
    assert.deepEqual(await codes(reset(await sent())), ['none']);
  });

  it('is worthless when the password was changed, the address is another one or the account is not active', async () => {
    for (const [spoil, mend] of [
      [() => arrangeCredential(world, { version: 2 }), () => arrangeCredential(world, { version: 1 })],
      [
        () => arrangeUser(world, { email: 'x@y.example' }),
        () => arrangeUser(world, { email: 'harry@hogwarts.example' }),
      ],
      [() => arrangeUser(world, { is_active: 0 }), () => arrangeUser(world, { is_active: 1 })],
    ] as const) {
      await ask();
      await spoil();
      assert.deepEqual(await codes(reset(await sent())), ['InvalidToken']);
      await mend();
    }
  });

  it('does not come back to life with an account that was deactivated', async () => {
    await ask();
    await world.store.transaction((tables) => endEverythingOf(tables, harry, 'deactivated', world.now()));
    assert.deepEqual(await codes(reset(await sent())), ['InvalidToken']);
  });

  it('survives a password that breaks a rule', async () => {
    await ask();
    assert.deepEqual(await codes(reset(await sent(), 'WEAK')), [
      'PasswordTooShort',
      'PasswordRequiresDigit',
      'PasswordRequiresLower',
    ]);
    assert.deepEqual(await codes(reset(await sent(), password)), ['PasswordReused']);
    assert.deepEqual(await codes(reset(await sent())), ['none']);
  });

  it('opens nothing but what it was made for', async () => {
    await ask();
    const token = await sent();
    assert.deepEqual(await codes(reset(token, 'patr0nu5', 'UserInvitation')), ['InvalidToken']);
    assert.deepEqual(await codes(confirmEmail(world, { token, ...caller })), ['InvalidToken']);
    assert.deepEqual(await codes(reset('x'.repeat(43))), ['InvalidToken']);
  });
});

describe('an invitation', () => {
  it('sets the first password of an account that has none, within seven days', async () => {
    await arrangeCredential(world, { password_hash: null });
    await arrangeUser(world, { invitation_accepted: 0, email_confirmed: 0 });
    assert.equal(await send('UserInvitation'), true);
    world.pass(7 * 24 * 60 * minute - 1);
    const { user } = await reset(await sent(), 'patr0nu5', 'UserInvitation');
    assert.equal(user.invitationAccepted, true);
    assert.equal(user.emailConfirmed, true);
    assert.ok(await isPassword('patr0nu5'));
  });
});

describe('the confirmation of an address', () => {
  it('comes with a link that is used once, and outlives a change of the password', async () => {
    await arrangeUser(world, { email_confirmed: 0 });
    await send('EmailConfirmation');
    await arrangeCredential(world, { version: 2 });
    const token = await sent();
    assert.equal((await confirmEmail(world, { token, ...caller })).user.emailConfirmed, true);
    assert.equal((await person()).emailConfirmed, true);
    assert.deepEqual(await codes(confirmEmail(world, { token, ...caller })), ['InvalidToken']);
  });

  it('is not sent to an account without an address', async () => {
    const user = { ...(await person()), email: null };
    const isSent = await world.store.transaction((tables) => sendLink(tables, user, 'EmailConfirmation', { at: 0 }));
    assert.equal(isSent, false);
  });
});
