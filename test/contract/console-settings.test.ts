import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { minerva, signedInAdministrator } from '../support/console.ts';
import { fieldsOf } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What the pages of settings, mail and audit do, for a browser without scripts.

const gatehouse = useGatehouse(async () => {}, { 'smtp-private-addresses': '127.0.0.1' });
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
  'Auth.Password.LengthWithSecondFactor': '0',
  'Auth.Password.PreviousUseLimit': '3',
  'Auth.Password.DefaultExpirationDays': '0',
};

describe('the page of the rules for passwords', () => {
  it('tells who would be affected before anything is stored, and then stores it', async () => {
    const preview = await administrator.submit(`${admin}/security`, { ...rules, do: 'preview' });
    assert.equal(preview.status, 200);
    assert.match(textOf(preview.html), /What this would mean .* active people have a password/);
    assert.match(textOf(preview.html), /Length: \d+ certainly keep it, \d+ may break it/);
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
      'Auth.Password.LengthWithSecondFactor': '8',
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

describe('the page of second factors', () => {
  const page = `${admin}/security/second-factors`;
  const fields = {
    'Auth.SecondFactor.Mode': 'administrators',
    'Auth.SecondFactor.GraceDays': '7',
    'Auth.SecondFactor.RememberDays': '30',
    'Auth.SecondFactor.StepUpMinutes': '15',
  };

  it('tells how many people have none, with the way to them, before anything is stored', async () => {
    const { html } = await administrator.submit(page, { ...fields, do: 'preview' });
    assert.match(
      textOf(html),
      /What this would mean Administrators: (1 active person has|\d+ active people have) none/,
    );
    const [, path = ''] = /href="([^"]*state=withoutSecondFactor[^"]*)"/.exec(html) ?? [];
    assert.match((await administrator.get(path.replaceAll('&amp;', '&'))).html, /Minerva McGonagall/);
    assert.equal(await storedValue('Auth.SecondFactor.Mode'), undefined);
    const off = await administrator.submit(page, { ...fields, 'Auth.SecondFactor.Mode': 'off', do: 'preview' });
    assert.match(textOf(off.html), /Nobody would be asked for a second factor/);
  });

  it('stores whom it is required of, groups as well, and says beside a field what is wrong with it', async () => {
    const { html } = await administrator.get(page);
    const [, group = ''] = /name="Auth\.SecondFactor\.RequiredGroups" value="([^"]+)"/.exec(html) ?? [];
    const wanted = { ...fields, 'Auth.SecondFactor.Mode': 'optional', 'Auth.SecondFactor.RequiredGroups': group };
    assert.equal((await administrator.submit(page, { ...wanted, do: 'save' })).status, 303);
    assert.equal(await storedValue('Auth.SecondFactor.RequiredGroups'), group);
    assert.match((await administrator.get(page)).html, new RegExp(`value="${group}" checked`));
    await gatehouse.store.settings.put(organizationId, 'Auth.SecondFactor.RequiredGroups', group.toUpperCase());
    assert.match((await administrator.get(page)).html, new RegExp(`value="${group}" checked`));
    const refused = await administrator.submit(page, { ...wanted, 'Auth.SecondFactor.GraceDays': '91', do: 'save' });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /id="Auth\.SecondFactor\.GraceDays-fault"/);
  });

  it('has Home tell how many have none where one is required', async () => {
    await gatehouse.store.settings.put(organizationId, 'Auth.SecondFactor.Mode', 'administrators');
    const { html } = await administrator.get(admin);
    assert.match(textOf(html), /Without a second factor where one is required \(Administrators\): [1-9]/);
    await gatehouse.store.settings.put(organizationId, 'Auth.SecondFactor.Mode', 'optional');
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

  it('finds what was done to a person by name or id, also where many others have it within their names', async () => {
    const id = 'owl-keeper';
    for (const n of Array(10).keys()) await createAccount(gatehouse, null, { id: `a${n}-user-${id}` });
    await createAccount(gatehouse, null, { id });
    await administrator.submit(`${admin}/people/${id}`, { do: 'join', group: administratorsGroupId });
    for (const who of [`user-${id}`, `USER-${id}`, id]) {
      const { html } = await administrator.get(`${admin}/audit?who=${who}&event=User%2FUpdate`);
      assert.match(html, /minerva\.mcgonagall updated a user/, who);
    }
    const others = await administrator.get(`${admin}/audit?who=${id}-of-nobody&event=User%2FUpdate`);
    assert.match(others.html, /No entries found/);
  });

  it('has names in place of ids, and moments, and nothing of what is empty', async () => {
    const newest = async (event: string) => {
      const { html } = await administrator.get(`${admin}/audit?event=${encodeURIComponent(event)}`);
      const [, path = ''] = /<th[^>]*><a href="([^"]*admin\/audit\/\d+)">/.exec(html) ?? [];
      const entry = (await administrator.get(path)).html;
      return textOf(entry.slice(entry.indexOf('<h2')));
    };
    await administrator.submit(`${admin}/people/gryff-01`, { do: 'join', group: administratorsGroupId });
    const joined = await newest('User/Update');
    assert.match(joined, /Details addedGroups Administrators/);
    assert.doesNotMatch(joined, /removedGroups/);
    await administrator.submit(`${admin}/applications/${world.application.id}/secrets/new`, {
      ...{ description: '', expiryTime: '2090-01-31', replaces: '' },
    });
    const made = await newest('ExternalClient/GenerateSecret');
    assert.match(made, /expiresAt 31 Jan 2090, 00:00 UTC/);
    assert.doesNotMatch(made, /null|description/);
  });

  it('names what an entry is about, also what is gone, and leads there', async () => {
    const signIns = await administrator.get(`${admin}/audit?event=Authentication%2FLogin`);
    assert.match(signIns.html, /<a href="[^"]*admin\/people\/minerva">Minerva McGonagall<\/a>/);
    const { location = '' } = await administrator.submit(`${admin}/new-group`, { name: 'House elves' });
    const created = `${admin}/audit?event=Group%2FCreate`;
    assert.match((await administrator.get(created)).html, /<a href="[^"]*admin\/groups\/[^"]*">House elves<\/a>/);
    await administrator.submit(`${new URL(location, gatehouse.url).pathname}/delete`, {});
    const { html } = await administrator.get(created);
    assert.match(html, /<td[^>]*>House elves<\/td>/, 'whose page is gone');
  });

  it('says so when nobody did anything like it, or a filter cannot be read', async () => {
    assert.match((await administrator.get(`${admin}/audit?text=voldemort`)).html, /No entries found/);
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

describe('the pages about mail', () => {
  let owls: MailServer;
  beforeInOrder(async () => {
    owls = await startMailServer();
  });
  after(() => owls.stop());
  const server = () => ({
    ...{ host: '127.0.0.1', port: String(owls.port), encryption: 'false', user: '', password: 'hunter-2-secret' },
    ...{ fromEmail: 'office@hogwarts.example', fromName: 'Office' },
  });

  it('store how the mail server is reached, and never show its password', async () => {
    const saved = await administrator.submit(`${admin}/mail`, server());
    assert.equal(saved.status, 303, saved.html);
    const { html } = await administrator.get(`${admin}/mail`);
    assert.match(html, /name="host"[^>]* value="127\.0\.0\.1"/);
    assert.match(html, /One is stored/);
    assert.doesNotMatch(html, /hunter-2-secret|\*{8}/);
    assert.equal((await administrator.submit(`${admin}/mail`, { ...server(), password: '' })).status, 303);
    assert.equal(await storedValue('Email.Smtp.Password'), '********', 'an empty field leaves it');
  });

  it('say beside a field what is wrong with it', async () => {
    const { status, html } = await administrator.submit(`${admin}/mail`, {
      ...server(),
      port: 'x',
      fromEmail: 'nobody',
    });
    assert.equal(status, 400);
    assert.match(html, /id="port-fault"/);
    assert.match(html, /id="fromEmail-fault"/);
    assert.doesNotMatch(html, /hunter-2-secret/);
  });

  it('send a test message, and show what was said', async () => {
    const { status, html } = await administrator.submit(`${admin}/mail`, {
      do: 'test',
      address: 'minerva@hogwarts.example',
    });
    assert.equal(status, 200);
    assert.match(textOf(html), /The mail server took the message\. What was said Mail server 220 /);
    assert.match(html, /RCPT TO:&lt;minerva@hogwarts\.example&gt;/);
  });

  it('show a text as it would be sent, and put it in place of the built-in one', async () => {
    const path = `${admin}/mail/texts/3`;
    const value = '<title>Owl</title><p style="color:red">Dear {{displayName}}</p>';
    const token = tokenOf((await administrator.get(path)).html);
    const preview = await administrator.post(`${path}/preview`, { formToken: token, value });
    assert.match(preview.html, /<p style="color:red">Dear Ana Example<\/p>/);
    assert.match(
      preview.headers.get('content-security-policy') ?? '',
      /default-src 'none'.*frame-ancestors 'self'.*sandbox/,
    );
    const refused = await administrator.submit(path, { value: '<a href="https://x.example/{{link}}">x</a>' });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /id="value-fault"/);
    assert.equal((await administrator.submit(path, { value })).status, 303);
    assert.match((await administrator.get(path)).html, /Dear \{\{displayName\}\}/);
    assert.equal((await administrator.submit(`${path}/reset`, {})).status, 303);
    assert.doesNotMatch((await administrator.get(path)).html, /color:red/);
  });

  it('list what was given up, and try it again when somebody says so', async () => {
    const at = Date.now();
    for (const id of ['lost-1', 'lost-2']) {
      await gatehouse.db
        .insertInto('outbox')
        .values({
          ...{
            organization_id: organizationId,
            id,
            kind: 'PasswordChanged',
            payload: JSON.stringify({ userId: 'minerva', at }),
          },
          ...{
            created_at: at,
            available_at: at,
            attempts: 3,
            expires_at: at + 86_400_000,
            dead_at: at,
            last_error: id === 'lost-1' ? 'EENVELOPE 550' : 'ETIMEDOUT',
          },
        })
        .execute();
    }
    const { html } = await administrator.get(`${admin}/mail/undelivered`);
    assert.match(textOf(html), /PasswordChanged .*minerva\.mcgonagall.* EENVELOPE 550 can be tried again/);
    assert.match(
      textOf(html),
      /The mail server was not reached, or does not answer in the way that is set up\. can be/,
    );
    assert.ok(!html.includes('ETIMEDOUT'), 'what it is in a network, nobody is told');
    const german = await administrator.get(`${admin}/mail/undelivered`, { 'accept-language': 'de' });
    assert.match(textOf(german.html), /Der Mailserver war nicht erreichbar oder antwortet nicht so/);
    const change = `${admin}/mail/undelivered/change`;
    assert.match((await administrator.get(`${change}?action=discard&id=lost-1`)).html, /Discard 1 mail\?/);
    const discarded = await administrator.submit(`${change}?action=discard&id=lost-1`, {});
    assert.match((await administrator.get(discarded.location ?? '')).html, /1 mail was discarded/);
    const retried = await administrator.submit(`${change}?action=retry&every=yes`, {});
    assert.match((await administrator.get(retried.location ?? '')).html, /1 mail waits to be sent again/);
  });

  it('ask before the mail server is forgotten', async () => {
    assert.match((await administrator.get(`${admin}/mail/reset`)).html, /Forget the mail server 127\.0\.0\.1\?/);
    assert.equal((await administrator.submit(`${admin}/mail/reset`, {})).status, 303);
    assert.equal(await storedValue('Email.Smtp.Host'), undefined);
  });
});

describe('the page of the brand', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  const sendFile = async (fields: Readonly<Record<string, string>>, file: Blob) => {
    const body = new FormData();
    const formToken = tokenOf((await administrator.get(`${admin}/brand`)).html);
    for (const [name, value] of Object.entries({ formToken, ...fields })) body.append(name, value);
    body.append('logo', file, 'logo.png');
    const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { origin: gatehouse.url, cookie };
    return await fetch(`${gatehouse.url}${admin}/brand`, { method: 'POST', body, headers, redirect: 'manual' });
  };

  it('takes a name, a colour and a logo', async () => {
    const answer = await sendFile({ name: 'Our School', accent: '#aa3311' }, new Blob([png], { type: 'image/png' }));
    assert.equal(answer.status, 303, await answer.text());
    assert.equal(await storedValue('Branding.DisplayName'), 'Our School');
    assert.equal(await storedValue('Branding.AccentColor'), '#aa3311');
    assert.equal(await storedValue('Branding.Logo'), `data:image/png;base64,${png.toString('base64')}`);
  });

  it('refuses a file that is no image, beside its field', async () => {
    const answer = await sendFile({ name: 'x', accent: '#aa3311' }, new Blob(['<svg/>'], { type: 'image/svg+xml' }));
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /id="logo-fault"/);
    assert.equal(await storedValue('Branding.DisplayName'), 'Our School');
  });

  it('shows the sign-in page as it would look, before anything is stored', async () => {
    const { html } = await administrator.get(`${admin}/brand/sign-in?name=Other&accent=%23123456`);
    assert.match(html, /Sign in to Other/);
    assert.match(html, /accent-123456\.css/);
    const preview = await administrator.submit(`${admin}/brand`, { name: 'Other', accent: '#123456', do: 'preview' });
    assert.match(preview.html, /brand\/sign-in\?name=Other&amp;accent=%23123456/);
    assert.equal(await storedValue('Branding.DisplayName'), 'Our School');
  });

  it('goes back to what is built in', async () => {
    const fields = { name: '', accent: '#0b6e5f', removeLogo: 'yes' };
    assert.equal((await administrator.submit(`${admin}/brand`, fields)).status, 303);
    assert.deepEqual([await storedValue('Branding.AccentColor'), await storedValue('Branding.Logo')], ['', '']);
  });
});

describe('the pages of certificates', () => {
  const pem = (name: string) => readFileSync(new URL(`certificates/${name}.crt`, import.meta.url));
  const sent = async (path: string, body: FormData | URLSearchParams) => {
    const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { origin: gatehouse.url, cookie };
    return await fetch(`${gatehouse.url}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
  };
  const upload = async (role: string, file: Buffer, html?: string) => {
    const path = `${admin}/certificates/upload?role=${role}`;
    const body = new FormData();
    for (const [name, value] of fieldsOf(html ?? (await administrator.get(path)).html)) body.append(name, value);
    body.set('certificate', new Blob([Uint8Array.from(file)]), 'x.crt');
    return await sent(path, body);
  };

  it('teach what one is for while there is none', async () => {
    assert.match((await administrator.get(`${admin}/certificates`)).html, /No certificates yet/);
  });

  it('take the one in use and the next, and show when they end', async () => {
    assert.equal((await upload('primary', pem('first'))).status, 303);
    assert.equal((await upload('secondary', pem('second'))).status, 303);
    const { html } = await administrator.get(`${admin}/certificates`);
    assert.equal(html.match(/Thumbprint/g)?.length, 2);
    assert.match(html, /<time datetime="/);
  });

  it('say what is wrong with a file', async () => {
    const refused = await upload('primary', Buffer.from('no certificate'));
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /class="(?:fault|note bad)"/);
  });

  it('lead to the field that is wrong: the file, or the password, which no password manager fills in', async () => {
    const faulty = (html: string) => [...html.matchAll(/<input id="(\w+)"[^>]*aria-invalid="true"[^>]* autofocus/g)];
    const pfx = readFileSync(new URL('certificates/password.pfx', import.meta.url));
    for (const [file, field] of [
      [Buffer.from('no certificate'), 'certificate'],
      [pfx, 'password'],
    ] as const) {
      const html = await (await upload('primary', file)).text();
      assert.deepEqual(
        faulty(html).map(([, id]) => id),
        [field],
      );
      assert.match(html, new RegExp(`<div class="fault" id="${field}-fault" role="alert">`));
      assert.match(html, /<input id="password"[^>]*autocomplete="new-password"/);
    }
  });

  it('do nothing when another certificate is there than the one that was asked about', async () => {
    const other = await signedInAdministrator(gatehouse);
    const shownNow = async () =>
      [...(await administrator.get(`${admin}/certificates`)).html.matchAll(/<code>([0-9A-F]{40})<\/code>/gi)].map(
        ([, one]) => one,
      );
    const [primary, secondary] = await shownNow();
    for (const page of ['delete', 'switch', 'upload?role=primary', 'upload?role=secondary']) {
      const path = `${admin}/certificates/${page}`;
      const before = await shownNow();
      const { html } = await administrator.get(path);
      assert.equal((await other.submit(`${admin}/certificates/switch`, {})).status, 303);
      const isUpload = page.startsWith('upload');
      const answer = isUpload
        ? await upload(page.replace(/^.*=/, ''), pem('elliptic'), html)
        : await sent(path, fieldsOf(html));
      assert.equal(answer.status, 400, page);
      const again = await answer.text();
      assert.match(again, /Somebody else has changed it in the meantime/);
      assert.deepEqual(await shownNow(), before.toReversed(), page);
      const [inUse = '', next = ''] = before.toReversed();
      assert.ok(again.includes(page.endsWith('primary') ? inUse : next), page);
      assert.equal(fieldsOf(again).get('seen'), page.endsWith('primary') ? inUse : next);
    }
    assert.deepEqual(await shownNow(), [primary, secondary]);
    const asked = await administrator.get(`${admin}/certificates/switch`);
    const done = await administrator.post(`${admin}/certificates/switch`, fieldsOf(asked.html));
    const said = await administrator.get(done.location ?? '');
    const [undo = '', action = ''] =
      /<form class="stack" method="post" action="([^"]*)">.*?<\/form>/s.exec(said.html) ?? [];
    assert.equal((await administrator.post(action, fieldsOf(undo))).status, 303);
    assert.deepEqual(await shownNow(), [primary, secondary]);
    assert.equal((await administrator.post(action, fieldsOf(undo))).status, 400, 'it was taken back already');
    assert.deepEqual(await shownNow(), [primary, secondary]);
  });

  it('ask, with the thumbprint, before the two are exchanged, and before the next is deleted', async () => {
    const thumbprints = async () =>
      [...(await administrator.get(`${admin}/certificates`)).html.matchAll(/<code>([0-9A-F]{40})<\/code>/gi)].map(
        ([, one]) => one,
      );
    const [primary, secondary] = await thumbprints();
    assert.ok((await administrator.get(`${admin}/certificates/switch`)).html.includes(`Use ${secondary} from now on?`));
    assert.equal((await administrator.submit(`${admin}/certificates/switch`, {})).status, 303);
    assert.deepEqual(await thumbprints(), [secondary, primary]);
    assert.ok((await administrator.get(`${admin}/certificates/delete`)).html.includes(`certificate ${primary}?`));
    assert.equal((await administrator.submit(`${admin}/certificates/delete`, {})).status, 303);
    assert.deepEqual(await thumbprints(), [secondary]);
  });
});

describe('the pages of organizations', () => {
  let host: Visitor;
  beforeInOrder(async () => {
    const account = await createAccount(gatehouse, minerva.password, { organizationId: hostId, isAdministrator: true });
    const person = { userName: `user-${account.id}`, password: minerva.password };
    host = await signedInAdministrator(gatehouse, person, '/identity/web/login?organization=host');
  });

  it('are the host’s alone', async () => {
    assert.equal((await administrator.get(`${admin}/organizations`)).status, 404);
    assert.doesNotMatch((await administrator.get(admin)).html, /admin\/organizations/);
    assert.match((await host.get(`${admin}/organizations`)).html, /Durmstrang/);
  });

  it('make one with its tenants, rename it, and give it another tenant', async () => {
    const created = await host.submit(`${admin}/organizations/new`, {
      name: 'Ilvermorny',
      tenants: 'Thunderbird\r\nWampus',
    });
    assert.equal(created.status, 303, created.html);
    const path = created.location ?? '';
    assert.match(textOf((await host.get(path)).html), /Ilvermorny was created.* Thunderbird .* Wampus/);
    const taken = await host.submit(`${admin}/organizations/new`, { name: 'ilvermorny', tenants: 'x' });
    assert.equal(taken.status, 400);
    assert.match(taken.html, /value="ilvermorny"/);
    assert.equal((await host.submit(path, { do: 'tenant', tenant: 'Pukwudgie' })).status, 303);
    assert.equal((await host.submit(path, { name: 'Ilvermorny School', isActive: 'yes' })).status, 303);
    const { html } = await host.get(path);
    const [, tenant = ''] = /href="([^"]*\/tenants\/[^"]*)">Pukwudgie/.exec(html) ?? [];
    assert.equal((await host.submit(tenant, { name: 'Horned Serpent' })).status, 303);
    assert.match((await host.get(`${tenant}/delete`)).html, /Delete the tenant Horned Serpent\?/);
    assert.equal((await host.submit(`${tenant}/delete`, {})).status, 303);
    assert.doesNotMatch((await host.get(path)).html, /Horned Serpent|Pukwudgie/);
    assert.equal((await host.get(tenant)).status, 404);
  });

  it('delete one that is not active when its name is written, and not before', async () => {
    const { html } = await host.get(`${admin}/organizations?q=ilvermorny`);
    const [, path = ''] = /href="([^"]*\/organizations\/[^"]*)">Ilvermorny School/.exec(html) ?? [];
    assert.match((await host.get(path)).html, /Only an organization that is not active can be deleted/);
    assert.equal((await host.submit(path, { name: 'Ilvermorny School' })).status, 303);
    const wrong = await host.submit(`${path}/delete`, { name: 'Hogwarts' });
    assert.deepEqual([wrong.status, /This is not the name/.test(wrong.html)], [400, true]);
    const gone = await host.submit(`${path}/delete`, { name: 'Ilvermorny School' });
    assert.match((await host.get(gone.location ?? '')).html, /Ilvermorny School was deleted/);
    assert.equal((await host.get(path)).status, 404);
  });
});
