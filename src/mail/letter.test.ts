import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from '../directory/outbox.ts';
import { permitOperator } from '../directory/permission.ts';
import { newUser } from '../directory/user.fixture.ts';
import type { NewUser } from '../directory/user.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { draftLetter, draftTestMessage, UnsendableError } from './letter.ts';

const organizationId = '11111111-1111-4111-8111-111111111111';
const operator = permitOperator('installation.provision');
const at = Date.UTC(2026, 2, 4, 16, 5);
const level = { organizationId, userId: null };
const png = `data:image/png;base64,${Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')}`;
const changed: Notice = { organizationId, userId: 'dave', kind: 'PasswordChanged', at };
const forgotten = (path: string): Notice => ({
  ...{ organizationId, userId: 'dave', kind: 'ForgotPassword', at, link: { path, expiresAt: at + 900_000 } },
});

async function open(changes: Partial<NewUser> = {}, language?: string) {
  const db = await openEmptyStore();
  const store = createStore(db);
  const named = { email: 'dave@example.org', emailConfirmed: true, name: 'Dave', surname: 'Lister' };
  const user = newUser({ organizationId, id: 'dave', ...named, ...changes });
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, operator, { id: organizationId, name: 'Red Dwarf', createdAt: 1 });
    await provisionUser(tables, operator, { user, passwordHash: null, mustChange: false, groupIds: [] });
  });
  const warnings: object[] = [];
  const tools = {
    store,
    settings: { smtp: async () => [], language: async () => language },
    externalUrl: 'https://id.example.org',
    log: { warn: (fields: object) => void warnings.push(fields) },
  };
  const set = (key: string, value: string) => store.settings.write(level, [{ key, value }]);
  return { store, tools, warnings, set, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a letter that tells of a notice', () => {
  it('goes to the address that the user has now, and says whether it was confirmed', async () => {
    for (const emailConfirmed of [true, false]) {
      await using world = await open({ emailConfirmed });
      const draft = await draftLetter(world.tools, changed);
      assert.deepEqual([draft?.to, draft?.isConfirmed, draft?.logo], ['dave@example.org', emailConfirmed, undefined]);
      assert.match(draft?.message.text ?? '', /^Hello Dave,.* dave .*4 March 2026 at 16:05 UTC/s);
      assert.match(draft?.message.html ?? '', /Red Dwarf/);
    }
  });

  it('is none for a user who is gone or has no address to write to', async () => {
    await using world = await open();
    assert.equal(await draftLetter(world.tools, { ...changed, userId: 'nobody' }), undefined);
    for (const email of [null, 'nowhere']) {
      await using other = await open({ email });
      assert.equal(await draftLetter(other.tools, changed), undefined);
    }
  });

  it('is in the language of the user, the time included', async () => {
    for (const [language, time] of [
      ['de', '4. März 2026 um 16:05 UTC'],
      ['ro', '4 martie 2026 la 16:05 UTC'],
      ['en', '4 March 2026 at 16:05 UTC'],
      ['nonsense!', '4 March 2026 at 16:05 UTC'],
      [undefined, '4 March 2026 at 16:05 UTC'],
    ] as const) {
      await using world = await open({}, language);
      const { text = '' } = (await draftLetter(world.tools, changed))?.message ?? {};
      assert.ok(text.includes(time), text);
    }
  });

  it('calls people as they want to be called', async () => {
    for (const [names, greeting] of [
      [{ displayName: 'Skipper' }, 'Hello Skipper,'],
      [{}, 'Hello Dave,'],
      [{ name: null }, 'Hello dave,'],
    ] as const) {
      await using world = await open(names);
      assert.ok((await draftLetter(world.tools, changed))?.message.text.startsWith(greeting), greeting);
    }
  });

  it('tells who did it, where somebody in particular did', async () => {
    await using world = await open();
    const cause = { by: 'administrator', name: 'Holly' } as const;
    assert.match((await draftLetter(world.tools, { ...changed, cause }))?.message.text ?? '', /done by Holly/);
    assert.doesNotMatch((await draftLetter(world.tools, changed))?.message.text ?? '', /done by/);
    const source = { kind: 'network', network: '192.0.2.0/24' } as const;
    const locked = await draftLetter(world.tools, {
      organizationId,
      userId: 'dave',
      at,
      kind: 'AccountLockedOut',
      source,
    });
    assert.match(locked?.message.text ?? '', /192\.0\.2\.0\/24/);
  });
});

describe('the link in a letter', () => {
  it('leads to the address that is configured, and says until when it works', async () => {
    await using world = await open();
    const { html = '', text = '' } =
      (await draftLetter(world.tools, forgotten('/identity/web/reset?token=t')))?.message ?? {};
    assert.ok(html.includes('href="https://id.example.org/identity/web/reset?token&#61;t"'), html);
    assert.ok(text.includes('https://id.example.org/identity/web/reset?token=t'));
    assert.ok(text.includes('until 4 March 2026 at 16:20 UTC'));
  });

  it('leads below the path of that address', async () => {
    await using world = await open();
    const tools = { ...world.tools, externalUrl: 'https://example.org/auth' };
    const { text = '' } = (await draftLetter(tools, forgotten('/identity/web/reset?token=t')))?.message ?? {};
    assert.ok(text.includes('https://example.org/auth/identity/web/reset?token=t'), text);
  });

  it('leads nowhere else: such a letter is never sent, and the reason does not say what stood there', async () => {
    await using world = await open();
    for (const path of [
      '//evil.example/x',
      'https://evil.example/',
      '/\\evil.example',
      'reset?token=secret',
      '',
      'javascript:x',
    ]) {
      await assert.rejects(draftLetter(world.tools, forgotten(path)), (error: unknown) => {
        assert.ok(error instanceof UnsendableError, path);
        assert.doesNotMatch(error.message, /evil|secret/);
        return true;
      });
    }
  });
});

describe('the look of a letter', () => {
  it('is that of the organization, or of the host where it has none', async () => {
    await using world = await open();
    await world.set('Branding.DisplayName', 'Jupiter Mining');
    await world.set('Branding.AccentColor', '#aa3300');
    const { html = '', text = '' } = (await draftLetter(world.tools, changed))?.message ?? {};
    assert.ok(html.includes('Jupiter Mining') && text.includes('Jupiter Mining') && !text.includes('Red Dwarf'));
    assert.ok(html.includes('#aa3300'), html);
  });

  it('has the logo along, unless that is large for a mail', async () => {
    await using world = await open();
    await world.set('Branding.Logo', png);
    const draft = await draftLetter(world.tools, changed);
    assert.equal(draft?.logo?.type, 'image/png');
    assert.match(draft?.message.html ?? '', /<img src="cid:logo" alt="Red Dwarf"/);
    await world.set('Branding.Logo', `data:image/png;base64,${Buffer.alloc(64 * 1024 + 1).toString('base64')}`);
    const plain = await draftLetter(world.tools, changed);
    assert.equal(plain?.logo, undefined);
    assert.doesNotMatch(plain?.message.html ?? '', /<img/);
  });
});

describe('an own text of the organization', () => {
  it('takes the place of the built-in one', async () => {
    await using world = await open();
    await world.store.messageTemplates.put(organizationId, 3, '<title>Hey {{userName}}</title><p>New word!</p>', at);
    const { subject, text } = (await draftLetter(world.tools, changed))?.message ?? {};
    assert.deepEqual([subject, text], ['Hey dave', 'New word!']);
  });

  it('that could give something away is not sent, and the operator is told', async () => {
    await using world = await open();
    const thief = '<a href="{{link}}">x</a><script src="https://evil.example/"></script>';
    await world.store.messageTemplates.put(organizationId, 2, thief, at);
    const { subject, html = '' } = (await draftLetter(world.tools, forgotten('/x')))?.message ?? {};
    assert.deepEqual([subject, html.includes('evil')], ['Set a new password', false]);
    assert.equal(world.warnings.length, 1);
    assert.doesNotMatch(JSON.stringify(world.warnings), /evil\.example/);
  });
});

describe('a test message', () => {
  it('goes to whoever asked, about the organization, and holds no link', async () => {
    await using world = await open();
    const { message } = await draftTestMessage(world.tools, organizationId, 'me@example.org', at);
    assert.equal(message.subject, 'Test message from Red Dwarf');
    assert.match(message.text, /^Hello me@example\.org,/);
    assert.doesNotMatch(message.html, /<a /);
  });
});
