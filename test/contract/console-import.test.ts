import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { auditOf } from '../support/audit.ts';
import { signedInAdministrator, signedInHostAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// People from a file, step by step as a browser without scripts takes them.

const address = '/identity/web/admin/import-people';
let administrator: Visitor;
const gatehouse = useGatehouse();
beforeInOrder(async () => {
  administrator = await signedInAdministrator(gatehouse);
});

const text = (html: string) => decode(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
const stateIn = (html: string) => decode(/name="state" value="([^"]*)"/.exec(html)?.[1] ?? '');

/** Sends a file as a browser does. */
async function upload(content: string | Uint8Array<ArrayBuffer>): Promise<{ status: number; html: string }> {
  const form = new FormData();
  form.append('formToken', tokenOf((await administrator.get(address)).html));
  form.append('file', new Blob([content], { type: 'text/csv' }), 'people.csv');
  const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
  const response = await fetch(`${gatehouse.url}${address}`, {
    ...{ method: 'POST', body: form, headers: { cookie, origin: gatehouse.url } },
  });
  return { status: response.status, html: await response.text() };
}

/** Goes on from a page with one of its buttons. */
const goOn = (html: string, step: string, fields: Record<string, string> = {}) =>
  administrator.post(address, { formToken: tokenOf(html), state: stateIn(html), step, ...fields });

const columns = { 'column-userName': '0', 'column-email': '1', 'column-name': '2' };
const byName = { 'column-userName': '0', 'column-groups': '1' };

const findGroup = (name: string) => gatehouse.store.groups.findByName(world.organization.id, name);

async function makeGroup(name: string): Promise<{ readonly id: string }> {
  const group = { organizationId: world.organization.id, id: newId(), name, type: 'custom', createdAt: 0 } as const;
  await gatehouse.store.groups.insert(group);
  return group;
}

async function groupsOf(userName: string): Promise<ReadonlySet<string>> {
  const { id = '' } = (await find(userName)) ?? {};
  return new Set((await gatehouse.store.memberships.groupIdsOf(world.organization.id, [id])).get(id));
}

const find = (userName: string) => gatehouse.store.users.findByName(world.organization.id, userName);

describe('the import of people from a file', () => {
  it('has everybody join a group that is named, as it has to be where there are more than a list shows', async () => {
    const [name, userName] = [`Group ${newId()}`, `a-${newId()}`];
    const { id } = await makeGroup(name);
    const first = await upload(`User name,E-mail,Name\n${userName},,Ana\n`);
    const wrong = await goOn(first.html, 'check', { ...columns, how: 'create', groupName: 'No such' });
    assert.match(text(`${wrong.html}`), /In the file: 1 person/);
    const checked = await goOn(first.html, 'check', { ...columns, how: 'create', groupName: name.toUpperCase() });
    assert.match(text(checked.html), /Will be created: 1\./);
    await goOn(checked.html, 'import');
    assert.ok((await groupsOf(userName)).has(id));
  });

  it('leaves out who has more cells than there are columns, instead of taking them for others', async () => {
    const [one, other] = [`a-${newId()}`, `b-${newId()}`];
    const first = await upload(`User name,Surname,Groups\n${one},Weasley, Jr.,Chess Club\n${other},Weasley,,,\n`);
    const chosen = { 'column-userName': '0', 'column-surname': '1', 'column-groups': '2', how: 'create' };
    const checked = await goOn(first.html, 'check', chosen);
    assert.match(text(checked.html), /Will be created: 1\. Left out: 1\..* 2 – More cells than the first line has/);
    await goOn(checked.html, 'import');
    assert.deepEqual([(await find(one))?.surname, (await find(other))?.surname], [undefined, 'Weasley']);
    assert.equal(await findGroup('Jr.'), undefined);
  });

  it('shows what is in the file and guesses its columns, says what would come, and brings them in', async () => {
    const [one, other] = [`a-${newId()}`, `b-${newId()}`];
    const file = `User name;E-mail;Vorname\n${one};${one}@x.example;Ana\n${other};${other}@x.example;"Bo ""B"""\n;;nobody\n`;
    const first = await upload(file);
    assert.equal(first.status, 200);
    assert.match(text(first.html), new RegExp(`In the file: 3 people.*${one} .*Ana .*Bo "B"`));
    assert.match(
      first.html,
      /id="column-userName"[^>]*><option value="">[^<]*<\/option><option value="0" selected>User name/,
    );
    assert.match(first.html, /id="column-name"[\s\S]*?<option value="2" selected>Vorname/);
    const checked = await goOn(first.html, 'check', { ...columns, how: 'create' });
    assert.match(text(checked.html), /Nothing has been written yet Will be created: 2\. Left out: 1\./);
    assert.match(text(checked.html), /4 – Neither a user name nor an e-mail address\./);
    assert.equal(await find(one), undefined);
    const done = await goOn(checked.html, 'import');
    assert.match(text(done.html), /The import is done Created: 2\. Left out: 1\./);
    assert.equal((await find(other))?.name, 'Bo "B"');
    // The same form once more: it is told what it has done.
    const again = await goOn(checked.html, 'import');
    assert.match(text(again.html), /Created: 2\. Left out: 1\./);
    assert.doesNotMatch(text(again.html), /Somebody has this name/);
    const anew = await goOn((await goOn(first.html, 'check', { ...columns, how: 'create' })).html, 'import');
    assert.match(text(anew.html), /Created: 0\. Left out: 3\..*Somebody has this name or address already\./);
  });

  it('makes everybody once, and says so twice, where its last form is sent twice at the same time', async () => {
    const [one, other, group] = [`a-${newId()}`, `b-${newId()}`, `Twice ${newId()}`];
    const { html } = await upload(`userName;groups\n${one};${group}\n${other};\n`);
    const checked = await goOn(html, 'check', { ...byName, how: 'create' });
    const answers = await Promise.all([goOn(checked.html, 'import'), goOn(checked.html, 'import')]);
    for (const answer of answers) assert.match(text(answer.html), /Created: 2\. Left out: 0\./);
    assert.deepEqual(await groupsOf(one), new Set([(await findGroup(group))?.id]));
  });

  it('makes its people also at another organization to which the same form is sent', async () => {
    const host = await signedInHostAdministrator(gatehouse);
    const name = `Durmstrang ${newId()}`;
    const { location = '' } = await host.submit('/identity/web/admin/organizations/new', { name });
    const [, organizationId = ''] = /organizations\/([^?]*)/.exec(location) ?? [];
    const userName = `a-${newId()}`;
    const { html } = await upload(`userName\n${userName}\n`);
    const checked = await goOn(html, 'check', { 'column-userName': '0', how: 'create' });
    assert.match(text((await goOn(checked.html, 'import')).html), /Created: 1\. Left out: 0\./);
    const elsewhere = `${address}?organization=${encodeURIComponent(name)}`;
    const done = await host.submit(elsewhere, { state: stateIn(checked.html), step: 'import' });
    assert.match(text(done.html), /Created: 1\. Left out: 0\./);
    assert.ok(await gatehouse.store.users.findByName(organizationId, userName));
  });

  it('keeps no group that it has made for people whom it could then not make', async () => {
    const [gone, fresh, kept] = [`Gone ${newId()}`, `Fresh ${newId()}`, `Kept ${newId()}`];
    const { id: group } = await makeGroup(gone);
    await makeGroup(kept);
    const { html } = await upload(`User name;groups\ng-${newId()};${fresh}, ${kept}\n`);
    const checked = await goOn(html, 'check', { ...byName, how: 'create', group });
    await gatehouse.store.groups.delete((await findGroup(gone)) ?? assert.fail());
    assert.match(text((await goOn(checked.html, 'import')).html), /Created: 0\. Left out: 1\./);
    assert.equal(await findGroup(fresh), undefined);
    assert.ok(await findGroup(kept));
  });

  it('counts each of the people who could not be brought in together', async () => {
    const name = `Gone ${newId()}`;
    const { id: group } = await makeGroup(name);
    const names = [1, 2, 3].map((n) => `g${n}-${newId()}`);
    const { html } = await upload(`User name\n${names.join('\n')}\n`);
    const fields = { 'column-userName': '0', how: 'create', group };
    const checked = await goOn(html, 'check', fields);
    await gatehouse.store.groups.delete((await findGroup(name)) ?? assert.fail());
    const done = await goOn(checked.html, 'import');
    assert.match(text(done.html), /Created: 0\. Left out: 3\./);
    assert.match(text(done.html), /2 3 people from here on/);
  });

  it('says which columns are not used, before anything is written', async () => {
    const { html } = await upload(`User name;E-mail;Vorname;Gruppe\nd-${newId()};d@x.example;Dan;Prefects\n`);
    assert.match(
      text((await goOn(html, 'check', { ...columns, how: 'create' })).html),
      /Columns that are not used: Gruppe\./,
    );
    const mapped = await goOn(html, 'check', { ...columns, 'column-displayName': '3', how: 'create' });
    assert.doesNotMatch(text(mapped.html), /not used/);
  });

  it('says of each line why nobody would come of it', async () => {
    const name = `c-${newId()}`;
    const file = `userName,email,name\n${name},nobody,x\n${name}2,,x\nminerva.mcgonagall,m@x.example,x\n${name}2,z@x.example,x\n"a"b,c,d\n`;
    const { html } = await upload(file);
    const invited = text((await goOn(html, 'check', { ...columns, how: 'invite' })).html);
    assert.match(invited, /Will be invited by mail: 0\. Left out: 5\./);
    for (const why of [
      /2 c-\S+ Not valid: E-mail address\./,
      /3 c-\S+ No e-mail address to send/,
      /4 minerva\.mcgonagall Somebody has this name/,
      /6 – The quotation marks do not match/,
      /5 c-\S+ The same name or address stands in the file before/,
    ]) {
      assert.match(invited, why);
    }
  });

  it('invites by mail, and puts everybody into groups', async () => {
    const groups = await gatehouse.store.groups.after(world.organization.id, undefined, 100);
    const group = groups.find(({ type }) => type === 'custom')?.id ?? '';
    const email = `d-${newId()}@x.example`;
    const { html } = await upload(`email\n${email}\n`);
    const checked = await goOn(html, 'check', { 'column-email': '0', how: 'invite', group });
    const done = await goOn(checked.html, 'import');
    assert.match(text(done.html), /Invited by mail: 1\./);
    const user = await find(email);
    const inGroups = await gatehouse.store.memberships.groupIdsOf(world.organization.id, [user?.id ?? '']);
    assert.deepEqual(inGroups.get(user?.id ?? ''), [group]);
  });

  it('puts each person into the groups of the own row, and makes those that are not there', async () => {
    const [one, other, third] = [`g-${newId()}`, `h-${newId()}`, `i-${newId()}`];
    const [there, fresh] = [`Prefects ${newId()}`, `Chess ${newId()}`];
    const { id } = await makeGroup(there);
    const file = `userName;Gruppe\n${one};${there.toUpperCase()}, ${fresh}\n${other};${fresh},Administrators\n${third};\n`;
    const { html } = await upload(file);
    assert.match(html, /id="column-groups"[\s\S]*?<option value="1" selected>Gruppe/);
    const checked = await goOn(html, 'check', { ...byName, how: 'create' });
    const said = text(checked.html);
    assert.match(said, new RegExp(`Groups that people join: ${there.toUpperCase()}\\.`));
    assert.match(said, new RegExp(`Groups that will be created: ${fresh}\\.`));
    assert.match(said, /Groups that nobody joins, because [^:]*: Administrators\./);
    assert.equal(await findGroup(fresh), undefined);
    assert.match(text((await goOn(checked.html, 'import')).html), /Created: 3\. Left out: 0\./);
    const made = await findGroup(fresh);
    assert.deepEqual(await groupsOf(one), new Set([id, made?.id]));
    assert.deepEqual(await groupsOf(other), new Set([made?.id]));
    assert.deepEqual(await groupsOf(third), new Set());
    const [entry] = (await auditOf(gatehouse, 'Group')).filter(({ targetId }) => targetId === made?.id);
    assert.deepEqual([entry?.action, entry?.actor], ['Create', 'minerva.mcgonagall']);
  });

  it('makes no group for people who are left out, and tells who would join too many', async () => {
    const [name, fresh] = [`k-${newId()}`, `Gobstones ${newId()}`];
    const many = Array.from({ length: 51 }, (_, n) => `${fresh} ${n}`).join(',');
    const { html } = await upload(`userName;groups\nminerva.mcgonagall;${fresh}\n${name};${many}\n`);
    const checked = await goOn(html, 'check', { ...byName, how: 'create' });
    assert.match(text(checked.html), new RegExp(`3 ${name} More than 50 groups\\.`));
    assert.doesNotMatch(text(checked.html), /will be created: [^0]/);
    await goOn(checked.html, 'import');
    assert.equal(await findGroup(fresh), undefined);
  });

  it('finds in the next portion the group that it has made in the one before', async () => {
    const [prefix, group] = [`n-${newId()}`, `Divers ${newId()}`];
    const rows = Array.from({ length: 101 }, (_, n) => `${prefix}-${n};${group}`);
    const { html } = await upload(`userName;groups\n${rows.join('\n')}\n`);
    const checked = await goOn(html, 'check', { ...byName, how: 'create' });
    const running = await goOn(checked.html, 'import');
    assert.match(text(running.html), /100 of 101 lines/);
    assert.match(text((await goOn(running.html, 'import')).html), /Created: 101\. Left out: 0\./);
    assert.deepEqual(await groupsOf(`${prefix}-0`), await groupsOf(`${prefix}-100`));
    assert.deepEqual(await groupsOf(`${prefix}-100`), new Set([(await findGroup(group))?.id]));
  });

  it('takes a path as a group for each of its steps', async () => {
    const name = `l-${newId()}`;
    const path = `/Castle ${newId()}/Tower`;
    const { html } = await upload(`userName;groups\n${name};${path}\n`);
    await goOn((await goOn(html, 'check', { ...byName, how: 'create' })).html, 'import');
    const [lower, upper] = [await findGroup(path.slice(1)), await findGroup(path.slice(1, -6))];
    assert.ok(lower && upper);
    assert.deepEqual(await groupsOf(name), new Set([lower.id, upper.id]));
  });

  it('refuses a column with more groups than it looks up', async () => {
    const rows = Array.from({ length: 201 }, (_, n) => `m-${n}-${newId()};Group ${n}`);
    const { html } = await upload(`userName;groups\n${rows.join('\n')}\n`);
    const answer = await goOn(html, 'check', { ...byName, how: 'create' });
    assert.equal(answer.status, 400);
    assert.match(text(answer.html), /more than 200 groups in this column/);
  });

  it('goes on by a button, portion by portion, and says how far it is', async () => {
    const prefix = `e-${newId()}`;
    const rows = Array.from({ length: 620 }, (_, n) => `${prefix}-${n}`);
    const { html } = await upload(`userName\n${rows.join('\n')}\n`);
    const checked = await goOn(html, 'check', { 'column-userName': '0', how: 'create' });
    const running = await goOn(checked.html, 'import');
    assert.match(text(running.html), /The import is running 500 of 620 lines/);
    assert.match(running.html, /<progress max="620" value="500"/);
    assert.match(text((await goOn(running.html, 'import')).html), /Created: 620\. Left out: 0\./);
    assert.ok(await find(`${prefix}-619`));
  });

  it('reads what spreadsheets write: UTF-8 with a mark, UTF-16, and what Windows has in the west', async () => {
    const name = 'Müller';
    const utf16 = Buffer.from(`\ufeffuserName,surname\nx,${name}\n`, 'utf16le');
    const latin1 = Buffer.from(`userName,surname\nx,${name}\n`, 'latin1');
    for (const content of [`\ufeffuserName,surname\nx,${name}\n`, new Uint8Array(utf16), new Uint8Array(latin1)]) {
      const { html } = await upload(content);
      assert.match(text(html), /x Müller/);
      assert.match(html, /id="column-userName"[\s\S]*?<option value="0" selected>userName/);
    }
  });

  it('refuses what it cannot take, and says why', async () => {
    for (const [content, why] of [
      ['', /nothing to import/],
      ['userName\n', /nothing to import/],
      [`userName\n${'x\n'.repeat(10_001)}`, /more than 10,000 people/],
    ] as const) {
      const { status, html } = await upload(content);
      assert.equal(status, 400, String(why));
      assert.match(text(html), why);
    }
    assert.equal((await upload('x'.repeat(2_200_000))).status, 413);
    const { html } = await administrator.get(address);
    const lost = await administrator.post(address, { formToken: tokenOf(html), state: 'x', step: 'import' });
    assert.match(text(lost.html), /cannot go on from there/);
  });

  it('needs a column by which people sign in', async () => {
    const { html } = await upload('city\nBucharest\n');
    const answer = await goOn(html, 'check', { how: 'create' });
    assert.equal(answer.status, 400);
    assert.match(text(answer.html), /Choose a column for the user name or for the e-mail address/);
  });
});
