import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { signedInAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createVisitor } from '../support/visitor.ts';

const gatehouse = useGatehouse();
const home = '/identity/web/admin';

describe('the first page of the console', () => {
  it('says what needs attention, with the way there', async () => {
    const visitor = await signedInAdministrator(gatehouse);
    await gatehouse.db.updateTable('application_secrets').set({ expires_at: null }).execute();
    await createAccount(gatehouse, null);
    const { html } = await visitor.get(home);
    assert.match(
      html,
      /<a href="\/identity\/web\/admin\/people\?state=invited">People without a password: <strong>\d+/,
    );
    const expiresAt = Date.now() + 5 * 24 * 60 * 60_000;
    await gatehouse.db.updateTable('application_secrets').set({ expires_at: expiresAt }).execute();
    assert.match((await visitor.get(home)).html, /<a href="\/identity\/web\/admin\/expiring">/);
    assert.match((await visitor.get(`${home}/expiring`)).html, /applications\/467ef653[^>]*>Owl Post</);
  });

  it('says that nobody sends the mail, where some is due for longer than a moment', async () => {
    const visitor = await signedInAdministrator(gatehouse);
    const email = `${newId()}@hogwarts.example`;
    await visitor.submit(`${home}/new-person`, { email, how: 'invite' });
    assert.doesNotMatch((await visitor.get(home)).html, /Mails that nobody sends/);
    await gatehouse.db
      .updateTable('outbox')
      .set({ available_at: Date.now() - 6 * 60_000 })
      .execute();
    assert.match(
      (await visitor.get(home)).html,
      /<a href="\/identity\/web\/admin\/mail">Mails that nobody sends: <strong>1</,
    );
  });

  it('draws sign-ins and changes, and says the same in words and numbers', async () => {
    const stranger = createVisitor(() => gatehouse.url);
    await stranger.submit('/Hogwarts/identity/web/login', { userName: 'harry.potter', password: 'not-this-one' });
    const { html } = await (await signedInAdministrator(gatehouse)).get(home);
    assert.match(html, /<svg [^>]*role="img" aria-label="Sign-ins: \d+ in 14 days, at most \d+ on one day"/);
    assert.match(html, /<rect class="part"/);
    assert.match(html, /<td class="number">\d+<\/td><td class="number">[1-9]\d*<\/td>/);
  });
});
