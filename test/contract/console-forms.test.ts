import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyoneGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { signedInAdministrator, signedInHostAdministrator } from '../support/console.ts';
import { fieldsOf, fillIn, fillInAndFollow } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import type { Seen, Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What happens when two administrators have the same form open, and how a change is taken back; for browsers without scripts.

const gatehouse = useGatehouse();
const admin = '/identity/web/admin';
let one: Visitor;
let other: Visitor;
let host: Visitor;
beforeInOrder(async () => {
  one = await signedInAdministrator(gatehouse);
  other = await signedInAdministrator(gatehouse);
  host = await signedInHostAdministrator(gatehouse);
});

const textOf = (html: string) => decode(html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '));
const harry = `${admin}/people/har-3107`;
const attempts = 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout';
const seconds = 'Auth.UserLockOut.DefaultAccountLockoutSeconds';

/** Sends the form of the notice that a page shows. */
async function undo(visitor: Visitor, { html }: Seen, label = 'Undo'): Promise<Seen> {
  const [form = '', action = ''] = /<form class="stack" method="post" action="([^"]*)">.*?<\/form>/s.exec(html) ?? [];
  assert.ok(form.includes(`>${label}<`), textOf(html));
  const answer = await visitor.post(decode(action), fieldsOf(form));
  return answer.status === 303 ? await visitor.get(answer.location ?? '') : answer;
}

/** What another administrator has saved meanwhile is not overwritten, until whoever comes later has seen it. */
async function clash(
  path: string,
  theirs: Readonly<Record<string, string>>,
  mine: Readonly<Record<string, string>>,
  visitors = { one, other },
): Promise<Seen> {
  const { html } = await visitors.one.get(path);
  assert.equal((await fillIn(visitors.other, path, theirs)).status, 303);
  const refused = await visitors.one.post(path, fieldsOf(html, mine));
  assert.equal(refused.status, 409, path);
  assert.match(refused.html, /Somebody else has changed this since you opened the page\. Nothing was saved/);
  for (const value of Object.values({ ...theirs, ...mine })) assert.ok(textOf(refused.html).includes(value), value);
  const again = await visitors.one.post(path, fieldsOf(refused.html, { do: mine.do ?? '' }));
  assert.equal(again.status, 303, 'once seen, it may be replaced');
  return await visitors.one.get(again.location ?? '');
}

describe('a form that somebody else has saved meanwhile', () => {
  it('is refused beside what is stored now: rules of signing in', async () => {
    const path = `${admin}/security/sign-in`;
    await clash(path, { [attempts]: '7' }, { [attempts]: '9' });
    assert.match((await one.get(path)).html, new RegExp(`name="${attempts}"[^>]* value="9"`));
  });

  it('is refused too where its sender changed something else, which would have brought back the old value', async () => {
    const path = `${admin}/security/sign-in`;
    const { html } = await one.get(path);
    await fillIn(other, path, { [attempts]: '8' });
    const refused = await one.post(path, fieldsOf(html, { [seconds]: '600' }));
    assert.equal(refused.status, 409);
    assert.match(textOf(refused.html), /Wrong passwords before that 8 9/);
    assert.match(refused.html, new RegExp(`name="${seconds}"[^>]* value="600"`), 'what was typed stays');
    assert.match(refused.html, new RegExp(`name="${attempts}"[^>]* value="9"`));
  });

  it('is refused where both are sent at the same moment', async () => {
    const path = `${admin}/security/sign-in`;
    const { html } = await one.get(path);
    const theirs = (await other.get(path)).html;
    const answers = await Promise.all([
      one.post(path, fieldsOf(html, { [seconds]: '700' })),
      other.post(path, fieldsOf(theirs, { [seconds]: '701' })),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 409]);
  });

  it('is taken where both have saved the same', async () => {
    const path = `${admin}/security/sign-in`;
    const { html } = await one.get(path);
    await fillIn(other, path, { [attempts]: '6' });
    assert.equal((await one.post(path, fieldsOf(html, { [attempts]: '6' }))).status, 303);
  });

  for (const [name, path, theirs, mine] of [
    ['rules for passwords', 'security', { length: '11', do: 'save' }, { length: '12', do: 'save' }],
    ['the brand', 'brand', { name: 'Hogwarts Castle' }, { name: 'Hogwarts School' }],
    ['a person', 'people/har-3107/edit', { displayName: 'The Boy' }, { displayName: 'Who Lived' }],
    ['an application', `applications/${world.application.id}/settings`, { name: 'Left' }, { name: 'Right' }],
    ['a mail text', 'mail/texts/3', { value: '<p>Theirs {{url}}</p>' }, { value: '<p>Mine {{url}}</p>' }],
  ] as const) {
    it(`is refused: ${name}`, async () => {
      await clash(`${admin}/${path}`, theirs as Record<string, string>, mine as Record<string, string>);
    });
  }

  it('is refused: the mail server, whose password is not asked for again', async () => {
    const server = { host: 'smtp.hogwarts.example', fromEmail: 'owl@hogwarts.example', password: 'owl-post-1' };
    assert.equal((await fillIn(other, `${admin}/mail`, server)).status, 303);
    await clash(`${admin}/mail`, { fromName: 'Owlery' }, { fromName: 'Owl Post' });
  });

  it('is refused: a group, an API resource, an organization', async () => {
    const created = await fillIn(one, `${admin}/new-group`, { name: 'Duelling Club' });
    const group = new URL(created.location ?? '', gatehouse.url).pathname;
    await clash(`${group}/rename`, { name: 'Chess Club' }, { name: 'Gobstones Club' });
    const resource = { name: 'Library', scopeName: ['Books.Read', '', ''] };
    await fillInAndFollow(one, `${admin}/api-resources/new`, resource);
    await clash(`${admin}/api-resources/edit?name=Library`, { description: 'Old books' }, { description: 'Books' });
    const { id } = world.otherOrganization;
    await clash(
      `${admin}/organizations/${id}`,
      { name: 'Ilvermorny' },
      { name: 'Beauxbatons' },
      { one: host, other: host },
    );
  });

  it('comes to light as well where a sign-in came in between', async () => {
    const path = `${admin}/security/sign-in`;
    const { html } = await one.get(path);
    await fillIn(other, path, { [attempts]: '5' });
    const sent = fieldsOf(html, { [attempts]: '4' });
    sent.delete('formToken');
    const back = await one.get(`${path}?${sent}`);
    assert.match(textOf(back.html), /Wrong passwords before that 5 4/);
  });
});

const isActive = async () => (await one.get(harry)).html.includes('value="deactivate"');

describe('a form with more choices than it shows', () => {
  it('keeps what is chosen: groups of which a second factor is asked', async () => {
    const organizationId = world.organization.id;
    const [key, last] = ['Auth.SecondFactor.RequiredGroups', newId()] as const;
    await gatehouse.store.transaction(async ({ groups }) => {
      for (const n of Array(1001).keys()) {
        const group = { organizationId, type: 'custom', createdAt: 0 } as const;
        await groups.insert({ ...group, id: newId(), name: `Many ${String(n).padStart(4, '0')}` });
      }
      await groups.insert({ organizationId, id: last, name: 'Zonko', type: 'custom', createdAt: 0 });
    });
    await gatehouse.store.settings.put(organizationId, key, last);
    const path = `${admin}/security/second-factors`;
    assert.match(textOf((await one.get(path)).html), /Zonko/);
    const said = await fillInAndFollow(one, path, { 'Auth.SecondFactor.GraceDays': '9', do: 'save' });
    assert.match(said.html, /Saved\./);
    const [stored] = await gatehouse.store.settings.stored({ organizationId, userId: null }, [key]);
    assert.equal(stored?.value, last);
    await gatehouse.store.settings.delete({ organizationId, userId: null }, [key]);
  });

  it('takes a group by its name: for several people, for one, and for somebody new', async () => {
    const isIn = async (id: string) => {
      const zonko = await gatehouse.store.groups.findByName(world.organization.id, 'Zonko');
      return await gatehouse.store.groups.isMember(world.organization.id, zonko?.id ?? '', id);
    };
    const several = (action: string) => `${admin}/people-actions?action=${action}&id=har-3107`;
    const refused = await fillIn(one, several('addToGroup'), { groupName: 'Zonk' });
    assert.match(textOf(refused.html), /There is no group “Zonk”\./);
    assert.equal(fieldsOf(refused.html).get('groupName'), 'Zonk');
    const nothing = await fillIn(one, several('addToGroup'), { groupName: ' ' });
    assert.match(textOf(nothing.html), /Fill in this field/);
    const { html } = await fillIn(one, several('addToGroup'), { groupName: ' zonko ' });
    assert.match(textOf(html), /Done: 1 of 1/);
    assert.equal(await isIn('har-3107'), true);
    await fillIn(one, several('removeFromGroup'), { groupName: 'Zonko' });
    assert.equal(await isIn('har-3107'), false);

    const wrong = await fillIn(one, harry, { do: 'join', groupName: 'Honeydukes' });
    assert.match(textOf(wrong.html), /There is no group “Honeydukes”\./);
    const said = await fillInAndFollow(one, harry, { do: 'join', groupName: 'Zonko' });
    assert.equal(await isIn('har-3107'), true);
    await undo(one, said);
    assert.equal(await isIn('har-3107'), false);

    const fields = { userName: 'many.groups', how: 'create', groupName: 'Zonko' };
    await fillInAndFollow(one, `${admin}/new-person`, fields);
    const made = await gatehouse.store.users.findByName(world.organization.id, 'many.groups');
    assert.equal(await isIn(made?.id ?? ''), true);
  });

  it('says what is wrong with a name: one that nothing has, that is too long, or of the group that has everybody', async () => {
    const forms = [
      [harry, { do: 'join' }],
      [`${admin}/new-person`, { userName: 'nobody.yet', how: 'create' }],
      [`${admin}/people-actions?action=addToGroup&id=har-3107`, {}],
      [`${admin}/new-robot`, { name: 'nobody' }],
    ] as const;
    for (const [path, fields] of forms) {
      const long = await fillIn(one, path, { ...fields, groupName: 'Zonko '.repeat(100) });
      assert.deepEqual(
        [long.status, fieldsOf(long.html).get('userName') ?? ''],
        [400, 'userName' in fields ? fields.userName : ''],
        path,
      );
      assert.match(textOf(long.html), /There is no group “Zonko /);
      const everyone = await fillIn(one, path, { ...fields, groupName: 'everyone' });
      assert.match(
        textOf(everyone.html),
        /Everyone contains every account of the organization\. Its members cannot/,
        path,
      );
    }
    const none = textOf((await fillIn(one, harry, { do: 'join', groupName: '' })).html);
    assert.match(none, /Add to a group By its name: .* Fill in this field/);
    assert.doesNotMatch(none, /System\.Guid/);
  });

  it('makes a box of a group that is named, before anything is stored: for a robot account, and a second factor', async () => {
    const organizationId = world.organization.id;
    const zonko = (await gatehouse.store.groups.findByName(organizationId, 'Zonko'))?.id ?? assert.fail();
    const newRobot = `${admin}/new-robot`;
    const refused = await fillIn(one, newRobot, { name: 'jester', groupName: 'Zonk' });
    assert.match(textOf(refused.html), /There is no group “Zonk”\./);
    const boxed = await fillIn(one, newRobot, { name: 'jester', groupName: 'zonko' });
    assert.equal(await gatehouse.store.robotAccounts.findByName(organizationId, 'jester'), undefined);
    const sent = fieldsOf(boxed.html);
    assert.deepEqual([sent.get('name'), sent.getAll('groupIDs'), sent.get('groupName')], ['jester', [zonko], '']);
    assert.equal((await one.post(newRobot, sent)).status, 303);
    const { id = '' } = (await gatehouse.store.robotAccounts.findByName(organizationId, 'jester')) ?? {};
    assert.equal(await gatehouse.store.groups.isMember(organizationId, zonko, id), true);
    await fillInAndFollow(one, `${admin}/robots/${id}`, { groupIDs: [] });
    const back = await fillIn(one, `${admin}/robots/${id}`, { groupName: 'Zonko' });
    const saved = await one.post(`${admin}/robots/${id}`, fieldsOf(back.html));
    await undo(one, await one.get(saved.location ?? ''));
    assert.equal(await gatehouse.store.groups.isMember(organizationId, zonko, id), false, 'it was taken back');

    const factors = `${admin}/security/second-factors`;
    const key = 'Auth.SecondFactor.RequiredGroups';
    const asked = await fillIn(one, factors, { groupName: 'ZONKO', do: 'save' });
    assert.deepEqual(fieldsOf(asked.html).getAll(key), [zonko]);
    const stored = () => gatehouse.store.settings.stored({ organizationId, userId: null }, [key]);
    assert.deepEqual(await stored(), []);
    assert.equal((await one.post(factors, fieldsOf(asked.html, { do: 'save' }))).status, 303);
    assert.equal((await stored())[0]?.value, zonko);
    await gatehouse.store.settings.delete({ organizationId, userId: null }, [key]);
  });

  it('takes the name once also where a sign-in came in between', async () => {
    const address = `${admin}/new-robot?name=harlequin&displayName=&groupName=Zonko`;
    const { html } = await one.get(address);
    assert.equal(fieldsOf(html).get('groupName'), 'Zonko');
    const boxed = await one.post(address, fieldsOf(html));
    assert.equal(fieldsOf(boxed.html).get('groupName'), '');
    assert.equal((await one.post(address, fieldsOf(boxed.html))).status, 303);
  });

  it('lets somebody join another group who is in all that it shows', async () => {
    const organizationId = world.organization.id;
    const groups = await gatehouse.store.groups.after(organizationId, undefined, 2000);
    const others = groups.filter(({ name }) => name !== 'Zonko' && name !== 'Everyone' && name !== 'Administrators');
    const luna = await createAccount(gatehouse, 'nargles-everywhere-1');
    const members = others.map(({ id }) => ({ groupId: id, id: luna.id, type: 'user' }) as const);
    await gatehouse.store.memberships.addAll(organizationId, members);
    const path = `${admin}/people/${luna.id}`;
    const first = await one.get(path);
    assert.match(first.html, /name="groupName"/);
    const said = await fillInAndFollow(one, path, { do: 'join', groupName: 'Zonko' });
    assert.match(textOf(said.html), /Zonko/);
    const zonko = groups.find(({ name }) => name === 'Zonko');
    assert.equal(await gatehouse.store.groups.isMember(organizationId, zonko?.id ?? '', luna.id), true);
  });

  it('keeps Everyone, to whom nobody is added, among those of whom a second factor is asked', async () => {
    const level = { organizationId: world.organization.id, userId: null };
    const key = 'Auth.SecondFactor.RequiredGroups';
    await gatehouse.store.settings.put(level.organizationId, key, everyoneGroupId);
    const path = `${admin}/security/second-factors`;
    const saved = await fillInAndFollow(one, path, { 'Auth.SecondFactor.GraceDays': '8', do: 'save' });
    assert.match(saved.html, /Saved\./);
    assert.equal((await gatehouse.store.settings.stored(level, [key]))[0]?.value, everyoneGroupId);
    const told = await fillIn(one, path, { 'Auth.SecondFactor.GraceDays': '9', do: 'preview' });
    assert.match(textOf(told.html), /What this would mean Everyone: [1-9]\d* active people have none/);
    await gatehouse.store.settings.delete(level, [key]);
  });

  it('shows what is chosen, and takes it back: groups of a robot account', async () => {
    const id = newId();
    await gatehouse.store.transaction(async ({ robotAccounts, memberships, groups }) => {
      const organizationId = world.organization.id;
      const zonko = (await groups.findByName(organizationId, 'Zonko')) ?? assert.fail();
      await robotAccounts.insert({ organizationId, id, name: 'joker', displayName: 'Joker', createdAt: 0 });
      await memberships.add(organizationId, zonko.id, [{ id, type: 'robotAccount' }]);
    });
    assert.match(textOf((await one.get(`${admin}/robots?q=joker`)).html), /Joker joker Zonko/);
    const path = `${admin}/robots/${id}`;
    const { html } = await one.get(path);
    assert.match(textOf(html), /Zonko/);
    const before = fieldsOf(html).getAll('groupIDs');
    assert.equal(before.length, 1);
    await fillInAndFollow(one, path, { displayName: 'Old Joker' });
    assert.deepEqual(fieldsOf((await one.get(path)).html).getAll('groupIDs'), before);
    const said = await fillInAndFollow(one, path, { groupIDs: [] });
    assert.deepEqual(fieldsOf((await one.get(path)).html).getAll('groupIDs'), []);
    await undo(one, said);
    assert.deepEqual(fieldsOf((await one.get(path)).html).getAll('groupIDs'), before);
  });
});

describe('what was done', () => {
  it('is undone from where it is said: a setting', async () => {
    const path = `${admin}/security/sign-in`;
    const before = (await one.get(path)).html;
    const said = await fillInAndFollow(one, path, { [seconds]: '1200' });
    const undone = await undo(one, said);
    assert.match(undone.html, /Undone: what was there before is there again\./);
    assert.doesNotMatch(undone.html, /Saved\./);
    assert.deepEqual(
      [...fieldsOf((await one.get(path)).html)].filter(([name]) => name.startsWith('Auth.')),
      [...fieldsOf(before)].filter(([name]) => name.startsWith('Auth.')),
    );
  });

  it('is done again from where it is said to be undone', async () => {
    const path = `${admin}/security/sign-in`;
    const said = await fillInAndFollow(one, path, { [seconds]: '1250' });
    const redone = await undo(one, await undo(one, said), 'Redo');
    assert.match(redone.html, /Saved\./);
    assert.match((await one.get(path)).html, new RegExp(`name="${seconds}"[^>]* value="1250"`));
    assert.match((await undo(one, redone)).html, /Undone:/);
  });

  it('is inherited again where it was: settings, the rules of passwords, a preset of them, the look', async () => {
    const tries: readonly (readonly [
      path: string,
      changes: Readonly<Record<string, string>>,
      keys: readonly string[],
    ])[] = [
      ['security/sign-in', { 'Auth.Session.KeepSignedInDays': '9' }, ['Auth.Session.KeepSignedInDays']],
      ['security/second-factors', { 'Auth.SecondFactor.Mode': 'required', do: 'save' }, ['Auth.SecondFactor.Mode']],
      ['security', { length: '11', do: 'save' }, ['Auth.Password.PasswordComplexity', 'Auth.Password.Preset']],
      ['security?preset=nist', { do: 'save' }, ['Auth.Password.PasswordComplexity', 'Auth.Password.Preset']],
      ['brand', { name: 'Durmstrang' }, ['Branding.DisplayName']],
    ];
    const level = { organizationId: world.organization.id, userId: null };
    const stored = async (keys: readonly string[]) => await gatehouse.store.settings.stored(level, keys);
    for (const [path, changes, keys] of tries) {
      await gatehouse.store.settings.delete(level, keys);
      const said = await fillInAndFollow(one, `${admin}/${path}`, changes);
      assert.equal((await stored(keys)).length, 1, path);
      assert.match((await undo(one, said)).html, /Undone:/);
      assert.deepEqual(await stored(keys), [], path);
    }
  });

  const lockingOut = {
    'Auth.RequireConfirmedEmail': /No administrator has a confirmed e-mail address/,
    'Auth.RestrictBasicAuthentication': /No administrator could sign in any more/,
  } as const;
  for (const [key, refusal] of Object.entries(lockingOut)) {
    it(`is not undone by half where a part of it is refused: ${key} would lock everybody out`, async () => {
      const path = `${admin}/security/sign-in`;
      const { store, db } = gatehouse;
      await store.settings.put(hostId, key as keyof typeof lockingOut, 'true');
      const said = await fillInAndFollow(one, path, { [key]: [], [seconds]: '1280' });
      const people = db.updateTable('users').where('organization_id', '=', world.organization.id);
      await people.set({ email_confirmed: 0, bypass_basic_auth_restriction: 0 }).execute();
      const refused = await undo(one, said);
      assert.equal(refused.status, 400);
      assert.match(textOf(refused.html), refusal);
      const level = { organizationId: world.organization.id, userId: null };
      const values = (await store.settings.stored(level, [key, seconds])).map(({ value }) => value?.toLowerCase());
      assert.deepEqual(values.sort(), ['1280', 'false']);
      await people.set({ email_confirmed: 1, bypass_basic_auth_restriction: 1 }).execute();
      assert.match((await undo(one, said)).html, /Undone:/);
      await store.settings.delete({ organizationId: hostId, userId: null }, [key]);
    });
  }

  it('stores nothing where a part of it is refused: what is inherited again stays as what was typed was before', async () => {
    const path = `${admin}/security/sign-in`;
    const key = 'Auth.RequireConfirmedEmail';
    const level = { organizationId: world.organization.id, userId: null };
    const stored = async () =>
      (await gatehouse.store.settings.stored(level, [key, seconds])).map(({ value }) => value).toSorted();
    await fillInAndFollow(one, path, { [key]: 'yes', [seconds]: '1290' });
    assert.deepEqual(await stored(), ['1290', 'true']);
    const refused = await fillIn(one, path, { [key]: [], [seconds]: 'x', inherit: key });
    assert.equal(refused.status, 400);
    assert.deepEqual(await stored(), ['1290', 'true']);
    await fillInAndFollow(one, path, { [key]: [], [seconds]: '1295', inherit: key });
    assert.deepEqual(await stored(), ['1295']);
  });

  it('is not undone unseen where somebody has changed it again', async () => {
    const path = `${admin}/security/sign-in`;
    const said = await fillInAndFollow(one, path, { [seconds]: '1300' });
    await fillIn(other, path, { [seconds]: '1400' });
    const refused = await undo(one, said);
    assert.equal(refused.status, 409);
    assert.match((await one.get(path)).html, new RegExp(`name="${seconds}"[^>]* value="1400"`));
  });

  it('is undone: a person deactivated, a group left, a name', async () => {
    const act = async (value: string) => {
      const { status, location } = await one.submit(harry, { do: value });
      assert.equal(status, 303);
      return await one.get(location ?? '');
    };
    const groups = async () => /<ul class="things">.*?<\/ul>/s.exec((await one.get(harry)).html)?.[0];
    const deactivated = await act('deactivate');
    assert.equal(await isActive(), false);
    const reactivated = await undo(one, deactivated);
    assert.equal(await isActive(), true);
    const again = await undo(one, reactivated, 'Redo');
    assert.equal(await isActive(), false);
    await undo(one, again);
    const before = await groups();
    const left = await act(/leave [\w-]+/.exec(before ?? '')?.[0] ?? assert.fail('in no group'));
    assert.notDeepEqual(await groups(), before);
    await undo(one, left);
    assert.deepEqual(await groups(), before);
  });

  it('is undone for those alone whom it changed: several people, members of a group', async () => {
    const actions = `${admin}/people-actions?action=deactivate&id=har-3107&id=minerva`;
    const report = await fillIn(one, actions);
    assert.equal(report.status, 200, textOf(report.html));
    for (const tag of ['title', 'h1']) {
      assert.match(report.html, new RegExp(`<${tag}>Deactivate 2 people: result`), 'nothing is asked any more');
    }
    assert.match(textOf(report.html), /1 of 2/, 'the only administrator stays');
    const undone = await undo(one, report);
    assert.match(textOf(undone.html), /1 of 1/);
    assert.equal(await isActive(), true);
    assert.match(undone.html, />Redo</);
  });

  it('is not offered to be undone where that would not bring back what was', async () => {
    const said = await fillInAndFollow(one, `${harry}/edit`, { email: 'harry@privet-drive.example' });
    assert.doesNotMatch(said.html, />Undo</, 'the old address would no longer be confirmed');
    const server = await fillInAndFollow(one, `${admin}/mail`, { host: 'smtp2.hogwarts.example', password: 'owl-2' });
    assert.doesNotMatch(server.html, />Undo</, 'nobody is shown the password that there was');
    for (const changes of [{ port: '2525' }, { encryption: 'false' }, { user: 'owl' }]) {
      await fillIn(one, `${admin}/mail`, { password: 'owl-3' });
      const reached = await fillInAndFollow(one, `${admin}/mail`, changes);
      assert.doesNotMatch(reached.html, />Undo</, `${Object.keys(changes)}: the password has gone with it`);
    }
    assert.match((await fillInAndFollow(one, `${admin}/mail`, { fromName: 'Owls' })).html, />Undo</);
  });
});

describe('a refusal of the API', () => {
  const refused = async (path: string, fields: Record<string, string>, language: string): Promise<string> => {
    const answer = await one.submit(path, fields, { 'accept-language': language });
    assert.equal(answer.status, 400);
    return textOf(answer.html);
  };

  it('is said in the language of the page: the name of a group, the rules of signing in, a person', async () => {
    await fillIn(one, `${admin}/new-group`, { name: 'Slug Club' });
    for (const [language, text] of [
      ['de', 'Eine Gruppe mit dem Namen „Slug Club“ gibt es schon.'],
      ['ro', 'Există deja un grup cu numele „Slug Club”.'],
    ] as const) {
      assert.ok((await refused(`${admin}/new-group`, { name: 'Slug Club' }, language)).includes(text), language);
    }
    const rules = await refused(`${admin}/security/sign-in`, { [attempts]: '0' }, 'de');
    assert.match(rules, /Das muss eine ganze Zahl von 1 bis \d+ sein\./);
    const person = { userName: 'minerva.mcgonagall', displayName: 'Minerva', how: 'create' };
    const taken = await refused(`${admin}/new-person`, person, 'de');
    assert.match(taken, /Der Benutzername „minerva\.mcgonagall“ ist schon vergeben\./);
  });
});
