import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { signedInAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { beforeInOrder } from '../support/in-order.ts';
import type { Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What the pages of settings, mail and audit do, for a browser without scripts.

const gatehouse = useGatehouse();
const admin = '/identity/web/admin';
const organizationId = world.organization.id;
let administrator: Visitor;
beforeInOrder(async () => {
  administrator = await signedInAdministrator(gatehouse);
});

const storedValue = async (key: string) =>
  (await gatehouse.store.settings.stored({ organizationId, userId: null }, [key]))[0]?.value;
const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

const rules = {
  length: '12',
  kinds: 'hasDigit',
  'Auth.Password.PreviousUseLimit': '3',
  'Auth.Password.DefaultExpirationDays': '0',
};

describe('the page of the rules for passwords', () => {
  it('tells who would be affected before anything is stored, and then stores it', async () => {
    const preview = await administrator.submit(`${admin}/security`, { ...rules, do: 'preview' });
    assert.equal(preview.status, 200);
    assert.match(textOf(preview.html), /What this would mean .* active people have a password/);
    assert.match(textOf(preview.html), /Length: \d+ keep it for certain, of \d+ it is not known/);
    assert.equal(await storedValue('Auth.Password.PreviousUseLimit'), undefined);
    const saved = await administrator.submit(`${admin}/security`, { ...rules, do: 'save' });
    assert.equal(saved.status, 303);
    assert.match((await administrator.get(saved.location ?? '')).html, /Saved\./);
    assert.equal(await storedValue('Auth.Password.PreviousUseLimit'), '3');
    assert.match((await storedValue('Auth.Password.PasswordComplexity')) ?? '', /"Length":"12"/);
  });

  it('judges a sample by the rules in the form, rule by rule', async () => {
    const { html } = await administrator.submit(`${admin}/security`, {
      ...rules,
      length: '20',
      sample: 'owls-and-cats-1',
      do: 'sample',
    });
    assert.match(textOf(html), /broken at least 20 characters kept/i);
  });

  it('says beside a field what is wrong with it, and keeps what was typed', async () => {
    const refused = await administrator.submit(`${admin}/security`, {
      ...rules,
      length: '0',
      'Auth.Password.PreviousUseLimit': '99',
      do: 'save',
    });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /id="Auth\.Password\.PreviousUseLimit-fault"/);
    assert.match(refused.html, /id="length-fault"/);
    assert.match(refused.html, /value="99"/);
  });

  it('fills the form with a preset, and stores it as the preset that it is', async () => {
    const { html } = await administrator.get(`${admin}/security?preset=nist`);
    assert.match(html, /name="length"[^>]* value="15"/);
    const fields = {
      length: '15',
      'Auth.Password.RefuseCommonPasswords': 'yes',
      'Auth.Password.RefuseBreachedPasswords': 'yes',
      'Auth.Password.RefuseContextWords': 'yes',
      'Auth.Password.PreviousUseLimit': '3',
      'Auth.Password.DefaultExpirationDays': '0',
    };
    assert.equal((await administrator.submit(`${admin}/security`, { ...fields, do: 'save' })).status, 303);
    assert.equal(await storedValue('Auth.Password.Preset'), 'nist');
    assert.equal(await storedValue('Auth.Password.PasswordComplexity'), undefined);
  });
});

describe('the page of signing in', () => {
  it('stores what was changed, and nothing else', async () => {
    const fields = {
      'Auth.UserLockOut.IsEnabled': 'yes',
      'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': '7',
      'Auth.UserLockOut.DefaultAccountLockoutSeconds': '300',
      'Auth.UserLockOut.PerSource': 'yes',
      'Auth.Session.IdleTimeoutMinutes': '30',
      'Auth.Session.KeepSignedInDays': '30',
      'Auth.CommandLineClient.Enabled': 'yes',
      'Auth.PersonalAccessToken.Enabled': 'yes',
      'Auth.PersonalAccessToken.MaxLifespanDays': '360',
      'Auth.PersonalAccessToken.MaxTokensPerUser': '5',
    };
    assert.equal((await administrator.submit(`${admin}/security/sign-in`, fields)).status, 303);
    assert.equal(await storedValue('Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout'), '7');
    assert.equal(await storedValue('Auth.Session.KeepSignedInDays'), undefined);
    const refused = await administrator.submit(`${admin}/security/sign-in`, {
      ...fields,
      'Auth.Session.KeepSignedInDays': 'x',
    });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /id="Auth\.Session\.KeepSignedInDays-fault"/);
  });
});

describe('the page of the audit log', () => {
  it('finds what one person did, leads to it, and shows it as a difference', async () => {
    const { html } = await administrator.get(`${admin}/audit?who=minerva.mcgonagall&as=by&event=Setting%2FUpdate`);
    const [, path = ''] =
      /<th[^>]*><a href="([^"]*admin\/audit\/\d+)">minerva\.mcgonagall changed settings/.exec(html) ?? [];
    assert.notEqual(path, '', html);
    const entry = await administrator.get(path);
    assert.equal(entry.status, 200);
    assert.match(entry.html, /<code>Auth\.UserLockOut\.MaxFailedAccessAttemptsBeforeLockout<\/code>/);
    assert.match(entry.html, /<ins>7<\/ins>/);
    assert.equal((await administrator.get(`${admin}/audit/987654321`)).status, 404);
    assert.equal((await administrator.get(`${admin}/audit/x`)).status, 404);
  });

  it('says so when nobody did anything like it, or a filter cannot be read', async () => {
    assert.match((await administrator.get(`${admin}/audit?text=voldemort`)).html, /Nothing happened that is like this/);
    const { status, html } = await administrator.get(`${admin}/audit?since=yesterday`);
    assert.equal(status, 200);
    assert.match(html, /role="alert"/);
  });

  it('goes on page by page to the first entry', async () => {
    const created = await createAccount(gatehouse, null);
    assert.ok(created.id);
    let pages = 0;
    for (let path: string | undefined = `${admin}/audit?event=Setting%2FUpdate`; path; pages += 1) {
      const { html } = await administrator.get(path);
      path = /rel="next" href="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
      if (!path) assert.match(html, /These are all of them/);
    }
    assert.ok(pages >= 1);
  });

  it('saves what the filters find', async () => {
    const { status, headers, html } = await administrator.get(`${admin}/audit/download?event=Setting%2FUpdate`);
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /text\/csv/);
    assert.match(html, /^sequence,createdOn/);
    assert.ok(html.trim().split('\r\n').length > 3);
  });

  it('checks the chain', async () => {
    assert.match((await administrator.get(`${admin}/audit/chain`)).html, /genuine/);
    assert.match((await administrator.get(`${admin}/audit/chain?after=0`)).html, /The log is whole up to number \d/);
  });
});
