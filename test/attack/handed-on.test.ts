import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What one page hands on to the next goes through addresses and mails. Somebody who sees such an address, or has a person
// open one of their own, gets nothing by it.

const gatehouse = useGatehouse();
const visitor = (): Visitor => createVisitor(() => gatehouse.url);
const password = 'al0h0m0ra-account';
const chosen = { newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' };
const login = '/Hogwarts/identity/web/login';
const redirect_uri = 'https://app.example.test/callback';
const named = ({ id }: Account) => ({ userName: `user-${id}`, password });

async function withAddress(account: Account): Promise<string> {
  const email = `${account.id}@people.example`;
  const row = { email, email_key: email.toUpperCase() };
  await gatehouse.db.updateTable('users').set(row).where('id', '=', account.id).execute();
  return email;
}

describe('the address of a change that has to be made first', () => {
  it('opens nothing in another browser, and nothing twice', async () => {
    const account = await createAccount(gatehouse, password);
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', account.id).execute();
    const person = visitor();
    const { location: change = '' } = await person.submit(login, named(account));
    assert.match(change, /\/web\/change-password\?/);
    const thief = visitor();
    await thief.get(login);
    assert.match((await thief.get(change)).location ?? '', /\/web\/login\?/);
    assert.match((await thief.submit(change, chosen)).location ?? '', /\/web\/login\?/);
    assert.match((await person.submit(change, chosen)).location ?? '', /\/web\/account$/);
    person.cookies.delete('gatehouse.session');
    const again = await person.submit(change, { newPassword: 'lum0s-maxima', repeatPassword: 'lum0s-maxima' });
    assert.match(again.location ?? '', /\/web\/login\?/);
    assert.equal((await visitor().submit(login, { ...named(account), password: chosen.newPassword })).status, 303);
  });
});

/** What the link remembers that was just asked for. */
async function wayBackOf({ id }: Account): Promise<string> {
  const find = () =>
    gatehouse.db.selectFrom('account_links').select('way_back').where('user_id', '=', id).executeTakeFirst();
  await until(async () => (await find()) !== undefined);
  return (await find())?.way_back ?? assert.fail();
}

async function linkWith(account: Account, way_back: string): Promise<string> {
  const token = await createLink(gatehouse, account, 'ForgotPassword');
  await gatehouse.db.updateTable('account_links').set({ way_back }).where('user_id', '=', account.id).execute();
  return `/identity/web/reset?token=${token}`;
}

describe('the way back in a link for a new password', () => {
  it('is not followed in a browser in which nobody asked for the link, nor is anybody signed in there', async () => {
    const account = await createAccount(gatehouse, password);
    const email = await withAddress(account);
    const trap = '/identity/web/device?user_code=ABCD-EFGH';
    const ask = `/Hogwarts/identity/web/forgot-password?${new URLSearchParams({ returnUrl: trap })}`;
    const attacker = visitor();
    await attacker.submit(ask, { userName: email });
    const way_back = await wayBackOf(account);
    assert.doesNotMatch(way_back, /device|ABCD/);
    const mailed = () => linkWith(account, way_back);
    const victim = visitor();
    const { location = '' } = await victim.submit(await mailed(), chosen);
    assert.match(location, /\/web\/login\?/);
    assert.doesNotMatch(location, /device|ABCD/);
    assert.equal(victim.cookies.has('gatehouse.session'), false);
    assert.equal(
      (
        await attacker.submit(await mailed(), {
          ...chosen,
          newPassword: 'lum0s-maxima',
          repeatPassword: 'lum0s-maxima',
        })
      ).location,
      trap,
    );
  });

  it('leads to a request that asks for a second factor with none less, and the application is told of no failure', async () => {
    const scopes = [{ name: 'PM.User.Read', type: 'user' }] as const;
    const { id } = await createApplication(gatehouse, { redirectUris: [redirect_uri], scopes });
    const account = await createAccount(gatehouse, password);
    const email = await withAddress(account);
    const asked = { response_type: 'code', client_id: id, redirect_uri, scope: 'openid PM.User.Read' };
    const person = visitor();
    const request = new URLSearchParams({ ...asked, acr_values: 'mfa' });
    const page = (await person.get(`/identity/connect/authorize?${request}`)).location ?? '';
    await person.submit(page.replace('/web/login?', '/web/forgot-password?'), { userName: email });
    const { location = '' } = await person.submit(await linkWith(account, await wayBackOf(account)), chosen);
    assert.match(location, /\/web\/set-up-factor\?/);
    const { searchParams } = new URL(location, gatehouse.url);
    assert.match(searchParams.get('returnUrl') ?? '', /\/connect\/authorize\/callback\?ticket=/);
    assert.equal(person.cookies.has('gatehouse.session'), false);
  });
});

describe('the request of an application that began in another browser', () => {
  it('is answered only after the person was asked, also where they need not be asked', async () => {
    const scopes = [{ name: 'PM.User.Read', type: 'user' }] as const;
    const { id } = await createApplication(gatehouse, { redirectUris: [redirect_uri], scopes });
    const asked = { response_type: 'code', client_id: id, redirect_uri, scope: 'openid PM.User.Read' };
    const request = `/identity/connect/authorize?${new URLSearchParams(asked)}`;
    const account = await createAccount(gatehouse, password);
    const victim = visitor();
    await victim.submit(login, named(account));
    const consent = (await victim.get(request)).location ?? '';
    assert.match((await victim.submit(consent, { decision: 'allow' })).location ?? '', /callback\?ticket=/);
    assert.match((await victim.get(request)).location ?? '', /^https:\/\/app\.example\.test\/callback\?code=/);
    const lure = (await visitor().get(request)).location ?? '';
    const { location: ticket = '' } = await victim.get(lure);
    assert.match(ticket, /^\/identity\/connect\/authorize\/callback\?ticket=/);
    assert.match((await victim.get(ticket)).location ?? '', /\/web\/consent\?/);
  });
});

describe('who names no organization', () => {
  let addresses: readonly string[];
  before(async () => {
    const organizationId = world.otherOrganization.id;
    const [here, there] = [
      await createAccount(gatehouse, password),
      await createAccount(gatehouse, password, { organizationId }),
    ];
    addresses = [await withAddress(here), await withAddress(there), `${newId()}@people.example`];
  });

  const answers = async (page: string, fields: Readonly<Record<string, string>>) =>
    new Set(
      await Promise.all(
        addresses.map(async (userName) => {
          const { status, location, html } = await visitor().submit(page, { userName, ...fields });
          return `${status} ${location} ${html.replaceAll(userName, '').replaceAll(/name="formToken" value="[^"]*"/g, '')}`;
        }),
      ),
    );

  it('learns nothing of who has an account, here or there', async () => {
    assert.equal((await answers('/identity/web/login', { password: 'wr0ng-password' })).size, 1);
    assert.equal((await answers('/identity/web/forgot-password', {})).size, 1);
  });

  it('sees the same page for an organization that there is not as for none', async () => {
    const page = (name: string) => visitor().get(`/identity/web/login?organization=${name}`);
    assert.equal((await page('Beauxbatons')).status, 200);
    assert.match((await page('Beauxbatons')).html, /name="organization"/);
  });
});
