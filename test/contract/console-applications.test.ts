import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signedInAdministrator, signedInHostAdministrator } from '../support/console.ts';
import { fieldsOf, fillIn, fillInAndFollow } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { send } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Seen, tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What an administrator does with applications in the console, by plain links and forms.

const admin = '/identity/web/admin';
const gatehouse = useGatehouse();
let visitor: Visitor;
beforeInOrder(async () => {
  visitor = await signedInAdministrator(gatehouse);
});

const idOn = ({ html }: Seen): string => /<code id="client-id">([^<]+)</.exec(html)?.[1] ?? assert.fail('no client id');
const secretOn = ({ html }: Seen): string | undefined => /<code class="value" id="secret">([^<]+)</.exec(html)?.[1];
const newAt = (kind: string) => `${admin}/new-application?kind=${kind}`;
const registered = async (id: string) => await gatehouse.store.applicationRegistry.find(world.organization.id, id);
const scopesOf = async (id: string) =>
  ((await registered(id))?.scopes ?? []).map(({ name, type }) => `${name} ${type}`).toSorted();
const count = async () =>
  Number((await visitor.get(`${admin}/applications`)).html.match(/of (\d+)<\/p>/)?.[1] ?? assert.fail('no count'));

const createService = (name: string, scope: readonly string[] = ['application read PM.User']) =>
  fillInAndFollow(visitor, newAt('machine'), { name, scope });

const requestToken = (id: string, secret = '') =>
  send(`${gatehouse.url}/identity/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  });

describe('a new application in the console', () => {
  it('begins with the kind of program that it is', async () => {
    const { html } = await visitor.get(`${admin}/new-application`);
    const links = [...html.matchAll(/<a class="kind" href="([^"]+)"/g)].map(([, link = '']) => decode(link));
    assert.equal(links.length, 5);
    for (const link of links) assert.equal((await visitor.get(link)).status, 200, link);
  });

  it('that has a secret shows it once, and it is good', async () => {
    const page = await createService('Nightly import');
    const id = idOn(page);
    const secret = secretOn(page);
    assert.equal((await requestToken(id, secret)).status, 200);
    assert.equal(secretOn(await visitor.get(`${admin}/applications/${id}`)), undefined);
    assert.deepEqual(await scopesOf(id), ['PM.User.Read application']);
  });

  it('of a browser or a program of a person has none', async () => {
    const spa = await fillInAndFollow(visitor, newAt('spa'), {
      name: 'Board',
      redirectUri: 'https://board.example/\r\nhttp://localhost:5173/',
    });
    assert.equal(secretOn(spa), undefined);
    const { isConfidential, redirectUris } = (await registered(idOn(spa))) ?? assert.fail();
    assert.deepEqual([isConfidential, redirectUris], [false, ['https://board.example/', 'http://localhost:5173/']]);
    assert.deepEqual(await scopesOf(idOn(spa)), ['email user', 'offline_access user', 'openid user', 'profile user']);
  });

  it('without an address of its own is given one at which no program can listen', async () => {
    const page = await fillInAndFollow(visitor, newAt('device'), { name: 'Noticeboard' });
    assert.deepEqual((await registered(idOn(page)))?.redirectUris, [`${gatehouse.url}/identity/web/device`]);
  });

  it('that another issuer vouches for has no secret, and is asked for the issuer next', async () => {
    const { location = '' } = await fillIn(visitor, newAt('machine'), { name: 'Pipeline', proof: 'issuer' });
    assert.match(location, /federated-credentials\/new$/);
    const named = { name: 'Main branch', issuer: 'https://ci.example', subject: 'repo:owls:main' };
    const page = await fillInAndFollow(visitor, location, named);
    assert.match(page.html, /Main branch/);
    assert.deepEqual((await registered(idOn(page)))?.secrets, []);
  });

  it('that signs keeps its keys, and says so when they are none', async () => {
    const wrong = await fillIn(visitor, newAt('machine'), { name: 'Signer', proof: 'keys', jwks: '{' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.html, /This is no JSON Web Key Set/);
    const key = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) };
    const page = await fillInAndFollow(visitor, newAt('machine'), {
      name: 'Signer',
      proof: 'keys',
      jwks: JSON.stringify(key),
    });
    assert.deepEqual((await registered(idOn(page)))?.jwks, { keys: [key] });
    assert.doesNotMatch(page.html, /secrets\/new/);
  });
});

describe('the form for a new application', () => {
  it('is as it was filled in after a session has ended in between', async () => {
    const person = await signedInAdministrator(gatehouse);
    const { html } = await person.get(newAt('web'));
    const typed = {
      name: 'Lost?',
      redirectUri: 'https://a.example/cb\r\nhttps://b.example/cb',
      scope: 'user read PM.User',
    };
    const fields = fieldsOf(html, typed);
    person.cookies.clear();
    const { location = '' } = await person.post(newAt('web'), fields);
    const returnUrl = new URL(location, gatehouse.url).searchParams.get('returnUrl') ?? assert.fail(location);
    const back = fieldsOf((await visitor.get(returnUrl)).html);
    assert.equal(back.get('name'), typed.name);
    assert.deepEqual(back.get('redirectUri')?.split(/\s+/), typed.redirectUri.split(/\s+/));
    assert.deepEqual(back.getAll('scope').filter(Boolean), [typed.scope]);
  });

  it('makes it in the organization that the host looks at', async () => {
    const host = await signedInHostAdministrator(gatehouse);
    const { html } = await fillInAndFollow(host, `${newAt('machine')}&organization=Durmstrang`, {
      ...{ name: 'Ship', scope: 'application read PM.User' },
    });
    const id = /<code id="client-id">([^<]+)</.exec(html)?.[1] ?? assert.fail(html);
    assert.ok(await gatehouse.store.applicationRegistry.find(world.otherOrganization.id, id));
    assert.equal(await registered(id), undefined);
    assert.equal((await visitor.get(`${admin}/applications/${id}`)).status, 404);
  });
});

describe('redirect URIs in the console', () => {
  it('are judged while they are typed, and nothing is made', async () => {
    const before = await count();
    const redirectUri = 'https://app.example/cb\nhttp://app.example/cb\nhttp://127.0.0.1/cb';
    const { status, html } = await fillIn(visitor, newAt('web'), { redirectUri, check: 'yes' });
    assert.equal(status, 200);
    const verdicts = [...html.matchAll(/<li class="(kept|broken)"><code>([^<]*)<\/code> ([^<]*)/g)].map((one) =>
      one.slice(1),
    );
    assert.deepEqual(verdicts, [
      ['kept', 'https://app.example/cb', 'is right.'],
      [
        'broken',
        'http://app.example/cb',
        'Use https: over http, everybody on the way could read the answer. Only an address of the own machine may have http.',
      ],
      ['kept', 'http://127.0.0.1/cb', 'is right, at every port of the machine of the person.'],
    ]);
    assert.equal(await count(), before);
  });

  it('are refused by the same rule when they are sent, and what was typed stays', async () => {
    const before = await count();
    const wrong = { name: 'Wild', redirectUri: 'https://*.example/cb' };
    const { status, html } = await fillIn(visitor, newAt('web'), wrong);
    assert.equal(status, 400);
    assert.match(html, /id="redirectUri-fault"[^>]*>https:\/\/\*\.example\/cb: The host may have/);
    assert.deepEqual(fieldsOf(html).get('name'), 'Wild');
    assert.equal((await fillIn(visitor, newAt('web'), { name: 'Nowhere' })).status, 400);
    assert.equal(await count(), before);
  });
});

describe('what an application may do', () => {
  it('is chosen by kind of thing, and warns of what reaches far', async () => {
    const id = idOn(await createService('Help desk'));
    const path = `${admin}/applications/${id}/scopes`;
    const { html } = await visitor.get(path);
    assert.match(
      html,
      /<option value="application read PM.User" selected>Read<\/option><option value="application manage PM.User" data-far>/,
    );
    assert.doesNotMatch(html, /PM\.Partition/);
    const page = await fillInAndFollow(visitor, path, {
      scope: ['application manage PM.User', 'application read PM.Audit'],
    });
    assert.match(page.html, /<span class="far">Far-reaching/);
    assert.deepEqual(await scopesOf(id), ['PM.Audit.Read application', 'PM.User application']);
  });

  it('is taken back from where it is said to be changed', async () => {
    const id = idOn(await createService('House elves'));
    const before = await scopesOf(id);
    const { html } = await fillInAndFollow(visitor, `${admin}/applications/${id}/scopes`, { scope: '' });
    assert.deepEqual(await scopesOf(id), []);
    const [form = '', action = ''] = /<form class="stack" method="post" action="([^"]*)">.*?<\/form>/s.exec(html) ?? [];
    assert.match(form, />Undo</);
    assert.equal((await visitor.post(decode(action), fieldsOf(form))).status, 303);
    assert.deepEqual(await scopesOf(id), before);
  });

  it('keeps addresses after signing out as they are, with commas in them', async () => {
    const [first, second] = [
      'https://board.example/bye?to=owls,cats',
      'https://board.example/bye?to=,https://cats.example/',
    ];
    const page = await fillInAndFollow(visitor, newAt('spa'), {
      ...{ name: 'Commas', redirectUri: 'https://board.example/' },
      postLogoutRedirectUris: `${first}\r\n${second}`,
    });
    const id = idOn(page);
    assert.deepEqual((await registered(id))?.postLogoutRedirectUris, [first, second]);
    await fillInAndFollow(visitor, `${admin}/applications/${id}/settings`, { name: 'More commas' });
    const { name, postLogoutRedirectUris } = (await registered(id)) ?? assert.fail();
    assert.deepEqual([name, postLogoutRedirectUris], ['More commas', [first, second]]);
  });

  it('stays as it is when the page is saved as it was', async () => {
    const before = await registered(world.application.id);
    await fillInAndFollow(visitor, `${admin}/applications/${world.application.id}/scopes`);
    assert.deepEqual((await registered(world.application.id))?.scopes, before?.scopes);
    await fillInAndFollow(visitor, `${admin}/applications/${world.application.id}/settings`);
    assert.deepEqual({ ...(await registered(world.application.id)), secrets: [] }, { ...before, secrets: [] });
  });

  it('must be something where people sign in', async () => {
    const { status, html } = await fillIn(visitor, newAt('spa'), {
      name: 'None',
      redirectUri: 'https://a.example/',
      scope: '',
    });
    assert.equal(status, 400);
    assert.match(html, /without any, nobody can sign in/);
  });
});

describe('the secrets of an application in the console', () => {
  it('are deleted on the pages of their own application alone', async () => {
    const mine = await registered(world.application.id);
    const other = idOn(await createService('Another'));
    const [{ id } = assert.fail('it has no secret')] = mine?.secrets ?? [];
    const path = `${admin}/applications/${other}/secrets/${id}/delete`;
    assert.equal((await visitor.get(path)).status, 303);
    const formToken = tokenOf((await visitor.get(newAt('web'))).html);
    assert.equal((await visitor.post(path, { formToken })).status, 303);
    assert.deepEqual((await registered(world.application.id))?.secrets, mine?.secrets);
  });

  it('take each other’s place with an overlap, and end when they are deleted', async () => {
    const first = await createService('Rotating');
    const id = idOn(first);
    const path = `${admin}/applications/${id}`;
    const [{ id: number } = assert.fail()] = (await registered(id))?.secrets ?? [];
    const page = await fillInAndFollow(visitor, `${path}/secrets/new?replaces=${number}`, {
      description: 'Spring',
      overlapHours: '48',
    });
    for (const secret of [secretOn(first), secretOn(page)]) assert.equal((await requestToken(id, secret)).status, 200);
    assert.match(page.html, /<span class="badge warn">replaced/);
    const spring = (await registered(id))?.secrets.find(({ description }) => description === 'Spring');
    assert.ok((spring?.expiresAt ?? 0) > Date.now() + 360 * 24 * 3_600_000);

    const asked = await visitor.get(`${path}/secrets/${number}/delete`);
    assert.match(asked.html, /Delete “Secret of \d+ \w+ \d{4}, \d\d:\d\d UTC” of Rotating\?/);
    await fillInAndFollow(visitor, `${path}/secrets/${number}/delete`);
    assert.equal((await requestToken(id, secretOn(first))).status, 400);
  });

  it('are refused with an end that is over, and the page says where', async () => {
    const id = idOn(await createService('Late'));
    const { status, html } = await fillIn(visitor, `${admin}/applications/${id}/secrets/new`, {
      expiryTime: '2020-01-01',
    });
    assert.equal(status, 400);
    assert.match(html, /id="expiryTime-fault"/);
  });
});

describe('the applications in the console', () => {
  it('are found by a part of the name, or by the client id', async () => {
    const id = idOn(await createService('Ärger & Co'));
    for (const q of ['ärger &', id]) {
      const { html } = await visitor.get(`${admin}/applications?${new URLSearchParams({ q })}`);
      assert.match(html, /Ärger &amp; Co/);
      assert.match(html, /1–1 of 1</);
    }
  });

  it('say in the list when the last secret ends, and that it ends soon', async () => {
    const id = idOn(await createService('Ending'));
    const [{ id: number } = assert.fail()] = (await registered(id))?.secrets ?? [];
    const listed = async () => (await visitor.get(`${admin}/applications?q=Ending`)).html;
    assert.match(await listed(), /data-label="Secret ends">never/);
    await gatehouse.store.applicationRegistry.endSecret(world.organization.id, {
      ...{ id: number, replacedAt: null, expiresAt: Date.now() + 3_600_000 },
    });
    assert.match(await listed(), /<span class="badge warn">ends soon/);
  });

  it('are deleted by a page that names them', async () => {
    const id = idOn(await createService('Obsolete'));
    const path = `${admin}/applications/${id}/delete`;
    assert.match((await visitor.get(path)).html, /<h1>Delete Obsolete\?<\/h1>/);
    assert.match((await fillInAndFollow(visitor, path)).html, /Obsolete has been deleted/);
    assert.equal(await registered(id), undefined);
    assert.equal((await visitor.get(path)).status, 404);
  });

  it('have programs to copy for each language, with nothing secret in them', async () => {
    const page = await createService('Copied');
    const secret = secretOn(page) ?? assert.fail();
    const programs = [...page.html.matchAll(/<pre[^>]*>(.*?)<\/pre>/gs)].map(([, code = '']) => decode(code));
    assert.equal(programs.length, 5);
    for (const program of programs) {
      assert.ok(program.includes(idOn(page)) && program.includes(`${gatehouse.url}/identity`));
      assert.ok(program.includes('CLIENT_SECRET') && !program.includes(secret));
    }
  });
});
