import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { KnownSettingKey } from '../../src/directory/setting.ts';
import { createAccount } from '../support/accounts.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { codesOn, fieldOf, password, useSecondFactors, web } from '../support/second-factor.ts';
import { until } from '../support/until.ts';
import { type Seen, tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// Codes that are mailed, from the page that asks for one to the page behind it, over a real mail server.

const { gatehouse, newBrowser, typePassword, ageSessions } = useSecondFactors({
  'smtp-private-addresses': '127.0.0.1',
});
let server: MailServer;
beforeInOrder(async () => {
  server = await startMailServer();
  const settings: readonly (readonly [KnownSettingKey, string])[] = [
    ['Email.Smtp.Host', '127.0.0.1'],
    ['Email.Smtp.Port', String(server.port)],
    ['Email.Smtp.EnableSsl', 'false'],
    ['Email.Smtp.FromEmail', 'owlery@hogwarts.example'],
    ['Auth.SecondFactor.EmailCodes', 'true'],
  ];
  for (const [key, value] of settings) await gatehouse.store.settings.put(world.organization.id, key, value);
});
after(() => server.stop());

/** Somebody whose second factor are codes by mail, the paper with their recovery codes, and where their mails go. */
async function reader() {
  const account = await createAccount(gatehouse, password);
  const email = `${account.id}@hogwarts.example`;
  const reachable = gatehouse.db.updateTable('users').set({ email, email_confirmed: 1 });
  await reachable.where('id', '=', account.id).execute();
  const visitor = newBrowser();
  await typePassword(visitor, account);
  const page = web('set-up-factor?kind=emailCode');
  const { html } = await visitor.get(page);
  const added = await visitor.post(page, { formToken: tokenOf(html), begun: fieldOf(html, 'begun') });
  const mailed: string[] = [];
  const nextCode = async (): Promise<string> => {
    const code = () =>
      server.mails
        .filter(({ to }) => [to].flat()[0]?.text === email)
        .flatMap(({ text = '' }) => /is (\d{8})\./.exec(text)?.[1] ?? [])
        .find((one) => !mailed.includes(one));
    await until(() => code() !== undefined);
    mailed.push(code() ?? '');
    return mailed.at(-1) ?? '';
  };
  return { account, nextCode, recoveryCodes: codesOn(added.html) };
}

/** Signs in with the password and a code, and says what the mail said. */
async function signIn(visitor: Visitor, { account, nextCode }: Awaited<ReturnType<typeof reader>>): Promise<string> {
  const { location = '' } = await typePassword(visitor, account);
  const sent = await visitor.submit(location, { send: 'yes' });
  assert.match((await visitor.get(sent.location ?? '')).html, /We have sent a code/);
  const code = await nextCode();
  assert.equal((await visitor.submit(location, { kind: 'emailCode', code })).status, 303);
  return code;
}

const actionOf = ({ html }: Seen): string => decode(/<form[^>]* action="([^"]*step-up[^"]*)"/.exec(html)?.[1] ?? '');
const waiting = ({ html }: Seen) => ({ formToken: tokenOf(html), kept: fieldOf(html, 'kept') });

describe('a code that is mailed', () => {
  it('signs in who asked for it, once', async () => {
    const person = await reader();
    const visitor = newBrowser();
    const code = await signIn(visitor, person);
    assert.equal((await visitor.get(web('account'))).status, 200);
    const other = newBrowser();
    const { location: again = '' } = await typePassword(other, person.account);
    assert.equal((await other.submit(again, { kind: 'emailCode', code })).status, 400);
  });

  /** The page that asks for a proof, with a form that waits in it. */
  async function waitingForm() {
    const person = await reader();
    const visitor = newBrowser();
    await signIn(visitor, person);
    const { html } = await visitor.get(web('new-token'));
    await ageSessions(person.account, 16);
    const fields = { formToken: tokenOf(html), description: 'Owl post', scope: 'PM.User', days: '30' };
    const asked = await visitor.post(web('new-token'), fields);
    assert.equal(asked.status, 403);
    /** Proves it with the form that a page shows, which goes on to where it was sent at first. */
    const prove = async (page: Seen, answer: Record<string, string>) => {
      const proof = { ...waiting(page), ...answer };
      const right = await visitor.post(actionOf(page), proof);
      assert.deepEqual([right.status, right.location], [307, web('new-token')], right.html);
      const done = await visitor.post(right.location ?? '', proof);
      return (await visitor.get(done.location ?? '')).html;
    };
    return { ...person, visitor, asked, prove };
  }

  it('keeps the form that waits for the proof, which is done then', async () => {
    const { visitor, asked, prove, nextCode } = await waitingForm();
    const sent = await visitor.post(actionOf(asked), { ...waiting(asked), send: 'yes' });
    assert.match(sent.html, /We have sent a code/);
    assert.match(await prove(sent, { kind: 'emailCode', code: await nextCode() }), /Owl post/);
  });

  it('and so does the choice of another way', async () => {
    const { visitor, asked, prove, recoveryCodes } = await waitingForm();
    const other = await visitor.post(actionOf(asked), { ...waiting(asked), way: 'recoveryCodes' });
    assert.match(other.html, /name="kind" value="recoveryCodes"/);
    assert.match(await prove(other, { kind: 'recoveryCodes', code: recoveryCodes[0] ?? '' }), /Owl post/);
  });
});
