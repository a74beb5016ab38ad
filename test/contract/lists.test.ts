import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { auditEntry, onTheMachine } from '../../src/directory/audit/entry.ts';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { loginAttemptResults } from '../../src/directory/login-attempt.ts';
import { noPassword } from '../../src/directory/user.fixture.ts';
import { userTypes } from '../../src/directory/user-type.ts';
import { apiOf } from '../support/api.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { type Answer, token } from '../support/http.ts';
import { world } from '../support/world.ts';

// What every list that comes in pages has in common, list by list, each with more rows than the largest page.

const gatehouse = useGatehouse(async (running) => {
  await fill(running);
  bearer = await token(running, 'PM.User PM.UserLoginAttempt PM.Group PM.RobotAccount PM.Audit PM.OAuthApp');
});
let bearer: string;
const call = apiOf(gatehouse, () => bearer);
const p = world.organization.id;
const rows = 1010;
const person = newId();

interface List {
  readonly name: string;
  readonly path: string;
  readonly prefix?: string;
  /** Members by which it can be sorted; where a server orders by rank and not by spelling, that rank is on the wire. */
  readonly scalars: readonly string[];
  /** In which order it comes when nobody says: by this member, ascending unless it is a list of events. */
  readonly natural: { readonly member: string; readonly descending?: true };
  /** Largest page; of 1000 unless the list is one of events. */
  readonly most?: number;
}

const userScalars = [
  ...['id', 'userName', 'email', 'emailConfirmed', 'name', 'surname', 'displayName', 'creationTime'],
  ...['lastModificationTime', 'lastLoginTime', 'legacyId', 'isActive', 'bypassBasicAuthRestriction', 'type'],
  ...['invitationAccepted', 'category'],
];
const auditScalars = ['createdOn', 'category', 'action', 'userName', 'email', 'detailsVersion', 'source'];
const byUserName = { member: 'userName' };
const newestEntry = { member: 'createdOn', descending: true } as const;
const most = 2_147_483_647;

const lists: readonly List[] = [
  { name: 'users', path: `/api/User/users/${p}`, scalars: userScalars, natural: byUserName },
  {
    name: 'users, by the older path',
    path: `/api/UserPartition/users/${p}`,
    scalars: ['email'],
    natural: byUserName,
  },
  {
    name: 'users, as the portal lists them',
    ...{ prefix: '', path: `/portal_/api/identity/UserPartition/licenses?partitionGlobalId=${p}` },
    scalars: ['email'],
    natural: byUserName,
  },
  {
    name: 'sign-in attempts',
    path: `/api/User/${person}/loginAttempts`,
    scalars: [
      ...['id', 'partitionName', 'userId', 'userNameOrEmailAddress', 'clientIpAddress', 'clientName'],
      ...['browserInfo', 'result', 'creationTime', 'partitionGlobalId'],
    ],
    natural: { member: 'creationTime', descending: true },
  },
  {
    name: 'robot accounts',
    path: `/api/RobotAccount/${p}`,
    scalars: ['id', 'name', 'displayName', 'creationTime', 'lastLoginTime'],
    natural: { member: 'name' },
  },
  {
    name: 'applications',
    path: `/api/ExternalClient/Search/${p}`,
    scalars: ['name'],
    natural: { member: 'name' },
  },
  {
    name: 'members of a group',
    path: `/api/Group/${p}/${administratorsGroupId}/Members`,
    scalars: ['objectType', 'identifier', 'name', 'email', 'displayName'],
    natural: { member: 'name' },
  },
  { name: 'audit entries', path: `/api/AuditQuery/${p}`, scalars: auditScalars, natural: newestEntry, most },
  {
    name: 'audit entries, as the audit service lists them',
    ...{ prefix: '', path: `/audit_/api/auditlogs/${p}`, scalars: ['category'], natural: newestEntry, most },
  },
  {
    name: 'audit entries, as the portal lists them',
    ...{ prefix: '', path: `/portal_/api/auditLog/${p}`, scalars: ['category'], natural: newestEntry, most },
  },
  {
    name: 'audit entries, as the portal lists them without an id',
    ...{ prefix: '', path: '/portal_/api/auditLog', scalars: ['category'], natural: newestEntry, most },
  },
];

/** More of everything than one page holds, written past the API to be quick. */
async function fill({ store }: Gatehouse): Promise<void> {
  const numbers = Array.from({ length: rows }, (_, index) => index);
  const label = (index: number) => `${String((index * 7919) % rows).padStart(4, '0')}`;
  await store.transaction(async (tables) => {
    const users = numbers.map((index) => ({
      ...{ organizationId: p, id: index === 0 ? person : newId(), userName: `row-${label(index)}` },
      email: index % 3 === 0 ? null : `mail-${label(index * 3)}@rows.example`,
      emailConfirmed: index % 2 === 0,
      name: `Given ${label(index * 7)}`,
      surname: index % 4 === 0 ? null : `Surname ${label(index * 11)}`,
      displayName: `Display ${label(index * 13)}`,
      ...{ isActive: index % 5 > 0, bypassBasicAuthRestriction: index % 6 === 0, invitationAccepted: index % 7 > 0 },
      type: userTypes[index % userTypes.length] ?? 'user',
      createdAt: 1_700_000_000_000 + ((index * 31) % rows),
    }));
    await tables.users.insertMany(p, users);
    await tables.credentials.insertMany(users.map((user) => noPassword(user, 0)));
    const members = users.map(({ id }) => ({ id, type: 'user' }) as const);
    await tables.memberships.add(p, administratorsGroupId, members);
    for (const index of numbers) {
      const createdAt = 1_700_000_000_000 + index;
      const name = `robot-${label(index)}`;
      await tables.robotAccounts.insert({
        ...{ organizationId: p, id: newId(), name, displayName: `Shown ${label(index * 3)}`, createdAt },
      });
      const application = { organizationId: p, id: newId(), name: `app-${label(index)}`, createdAt };
      const kept = { isConfidential: true, redirectUris: [], isActive: true };
      await tables.applications.insert({ ...application, ...kept }, []);
      await tables.groups.insert({
        organizationId: p,
        id: newId(),
        name: `row-${label(index)}`,
        type: 'custom',
        createdAt,
      });
      await tables.loginAttempts.append({
        ...{ organizationId: p, userId: person, userNameOrEmail: `as-${label(index)}`, at: createdAt },
        clientIp: `10.0.0.${index % 250}`,
        clientName: index % 2 === 0 ? null : `pc-${label(index)}`,
        browserInfo: `Browser/${label(index * 7)}`,
        result: loginAttemptResults[index % loginAttemptResults.length] ?? 'success',
      });
    }
    const entries = numbers.map((index) => {
      const email = index % 4 ? `a-${label(index)}@x` : null;
      const actor = { type: 'user', id: person, name: `actor-${label(index)}`, email } as const;
      return auditEntry(onTheMachine, actor, Date.now(), {
        ...{ organizationId: p, targetId: null, details: {} },
        category: index % 2 ? 'User' : 'Group',
        action: index % 3 ? 'Create' : 'Update',
      });
    });
    await tables.audit.appendMany(p, entries, (entry) => entry);
  });
}

type Row = Readonly<Record<string, string | number | boolean | null>>;

const ask = ({ path, prefix }: List, query: string): Promise<Answer> =>
  call('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`, undefined, prefix);
const page = async (list: List, query: string): Promise<{ totalCount: number; results: readonly Row[] }> =>
  (await ask(list, query)).json;
const texts = (found: readonly Row[]) => found.map((row) => JSON.stringify(row));

/** Null first; text without regard to letter case, or, in the audit, exactly. */
const isSorted = (found: readonly Row[], member: string): boolean =>
  [(text: string) => text.toUpperCase(), (text: string) => text].some((fold) => {
    const keys = found.map((row) => {
      const value = row[member] ?? null;
      return typeof value === 'string' ? fold(value) : value === null ? null : Number(value);
    });
    return keys.every((key, index) => {
      const before = keys[index - 1] ?? null;
      return before === null || (key !== null && before <= key);
    });
  });

for (const list of lists) {
  describe(`the list of ${list.name}`, () => {
    it('is an object of the count of all and of the rows, in this order', async () => {
      const { status, json, text } = await ask(list, 'top=1');
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(json), ['totalCount', 'results']);
      assert.match(text, /^\{"totalCount":\d{4},"results":\[\{/);
    });

    it('has ten rows when nobody says how many', async () => {
      assert.equal((await page(list, '')).results.length, 10);
      assert.equal((await page(list, 'skip=3')).results.length, 10);
    });

    it('fills pages of 1000, and the last one says by its length that there are no more', async () => {
      const first = await page(list, 'top=1000&skip=0');
      assert.equal(first.results.length, 1000);
      const second = await page(list, 'top=1000&skip=1000');
      assert.ok(second.results.length > 0 && second.results.length < 1000);
      assert.equal(first.results.length + second.results.length, first.totalCount);
      assert.equal(second.totalCount, first.totalCount);
      assert.equal(new Set(texts([...first.results, ...second.results])).size, first.totalCount);
    });

    it('is empty with the true count for no rows and past the end', async () => {
      const { totalCount } = await page(list, 'top=1');
      assert.deepEqual(await page(list, 'top=0'), { totalCount, results: [] });
      assert.deepEqual(await page(list, 'skip=2147483647'), { totalCount, results: [] });
    });

    it('comes in its natural order, also for a member that it does not have', async () => {
      const { member, descending } = list.natural;
      const { results } = await page(list, 'top=1000');
      assert.ok(isSorted(descending ? results.toReversed() : results, member));
      assert.deepEqual((await page(list, 'top=1000&sortBy=nonsense')).results, results);
    });

    for (const member of list.scalars) {
      it(`is sorted by ${member} in any letter case and both directions`, async () => {
        const whole = async (order: string) => {
          const query = (skip: number) => `top=1000&skip=${skip}&sortBy=${order}`;
          return [...(await page(list, query(0))).results, ...(await page(list, query(1000))).results];
        };
        const up = await whole(member);
        assert.ok(isSorted(up, member));
        const down = await whole(`${member.toUpperCase()}&sortOrder=DESC`);
        assert.ok(isSorted(down.toReversed(), member));
        assert.equal(new Set(texts([...up, ...down])).size, up.length);
      });
    }

    it('takes a direction as name or number in any letter case', async () => {
      const [sortBy] = list.scalars;
      const query = (sortOrder: string) => page(list, `top=5&sortBy=${sortBy}&sortOrder=${sortOrder}`);
      const [up, down] = [await query('asc'), await query('desc')];
      for (const text of ['ASC', 'Asc', '0']) assert.deepEqual(await query(text), up);
      for (const text of ['DESC', 'Desc', '1']) assert.deepEqual(await query(text), down);
    });

    for (const [query, key, text] of [
      ['top=-1', 'top', `The field top must be between 0 and ${list.most ?? 1000}.`],
      ...(list.most === undefined ? [['top=1001', 'top', 'The field top must be between 0 and 1000.'] as const] : []),
      ['top=2147483648', 'top', "The value '2147483648' is not valid."],
      ['top=abc', 'top', "The value 'abc' is not valid."],
      ['top=1.5', 'top', "The value '1.5' is not valid."],
      ['top=', 'top', "The value '' is invalid."],
      ['skip=-1', 'skip', 'The field skip must be between 0 and 2147483647.'],
      ['skip=x', 'skip', "The value 'x' is not valid."],
      ['skip=', 'skip', "The value '' is invalid."],
      ['sortOrder=x', 'sortOrder', "The value 'x' is not valid."],
      ['sortOrder=2', 'sortOrder', "The value '2' is not valid."],
    ] as const) {
      it(`refuses ${query}: ${text}`, async () => {
        const { status, json } = await ask(list, query);
        assert.deepEqual([status, json.errors], [400, { [key]: [text] }]);
      });
    }

    it('ignores what it does not know, and takes names in any letter case', async () => {
      assert.deepEqual(await page(list, 'TOP=2&Skip=1&$count=false&x=y'), await page(list, 'top=2&skip=1'));
    });
  });
}

describe('lists that do not come in pages', () => {
  it('hold every group', async () => {
    const { json } = await call('GET', `/api/Group/${p}?$count=false`);
    assert.equal(json.filter(({ name }: { name: string }) => name.startsWith('row-')).length, rows);
  });

  it('find a thousand of each kind in the directory', async () => {
    for (const source of ['localUsers', 'localGroups', 'robotAccounts']) {
      const startsWith = source === 'robotAccounts' ? 'robot-' : 'row-';
      const { json } = await call('GET', `/api/Directory/Search/${p}?sourceFilter=${source}&startsWith=${startsWith}`);
      assert.equal(json.length, 1000, source);
    }
  });
});

describe('a search', () => {
  for (const [what, list, term, found] of [
    ['the user name', 'User/users', 'ROW-000', 10],
    ['the address', 'User/users', '@rows.example', rows - Math.ceil(rows / 3)],
    ['the first name', 'User/users', 'gIVEN 0001', 1],
    ['the surname', 'User/users', 'surname', rows - Math.ceil(rows / 4)],
    ['the display name', 'User/users', 'dIsPlAy 0001', 1],
    ['the name of a robot account', 'RobotAccount', 'OBOT-000', 10],
    ['the display name of a robot account', 'RobotAccount', 'shown 0001', 1],
    ['nothing', 'RobotAccount', '', rows],
    ['what nobody has', 'RobotAccount', randomUUID(), 0],
  ] as const) {
    it(`looks into ${what}, in any letter case`, async () => {
      const query = `searchTerm=${encodeURIComponent(term)}&top=0`;
      assert.equal((await call('GET', `/api/${list}/${p}?${query}`)).json.totalCount, found);
    });
  }
});
