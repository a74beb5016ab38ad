import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditEntry } from '../../src/directory/audit/entry.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// An organization of its own: what is in its log is what this suite has written.

const organizationId: string = world.otherOrganization.id;
const morning = Date.UTC(2026, 8, 1, 6);
const minute = 60_000;

interface Written {
  readonly category: 'User' | 'Group';
  readonly action: 'Create' | 'Update' | 'Delete';
  readonly by: string;
  readonly target: string;
  readonly at: number;
  readonly name: string;
}

const names: Readonly<Record<number, string>> = { 11: '100%_Würde', 13: 'Élodie SØRENSEN' };

/** Three thousand entries, one each minute; some of them are by Minerva, and one is about Dobby. */
const entryOf = (n: number): Written => ({
  category: n % 2 ? 'User' : 'Group',
  action: n % 5 === 0 ? 'Delete' : 'Update',
  by: n % 100 === 0 ? 'Minerva' : 'Argus',
  target: n === 7 ? 'dobby' : `target-${n % 50}`,
  at: morning + n * minute,
  name: names[n] ?? `name ${n}`,
});

async function write({ store }: Gatehouse): Promise<void> {
  const origin = { traceId: 'a'.repeat(32), clientIp: '10.0.0.1' };
  const entries = Array.from({ length: 3000 }, (_, index) => {
    const { category, action, by, target, at, name } = entryOf(index + 1);
    const actor = { type: 'user', id: by.toLowerCase(), name: by, email: `${by}@hogwarts.example` } as const;
    const details = { before: { name: 'x' }, after: { name } };
    return auditEntry(origin, actor, at, { organizationId, category, action, targetId: target, details });
  });
  await store.bulk(({ audit }) => audit.appendMany(organizationId, entries, (entry) => entry));
}

let bearer = '';
let before = 0;
const gatehouse = useGatehouse(async (running) => {
  const headmaster = await createAccount(running, null, { organizationId, isAdministrator: true });
  bearer = await userToken(running, headmaster, ['PM.Audit.Read']);
  before = (await running.store.audit.head(organizationId))?.sequence ?? 0;
  await write(running);
});
const api = apiOf(gatehouse, () => bearer);
const path = `/api/AuditQuery/${organizationId}`;

interface Found {
  readonly results: readonly {
    readonly sequence: number;
    readonly details: string;
    readonly [member: string]: unknown;
  }[];
  readonly next: number | null;
  readonly searchedBackTo: string | null;
}
const search = async (query: Readonly<Record<string, string | number>>): Promise<Found> => {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return (await api('GET', `${path}/search?${parameters}`)).json;
};
/** Which of the entries above, over all pages. */
const numbersOf = async (query: Readonly<Record<string, string | number>>, top = 1000): Promise<readonly number[]> => {
  const numbers: number[] = [];
  for (let next: number | null | undefined; next !== null; ) {
    const page: Found = await search({ ...query, top, ...(next === undefined ? {} : { before: next }) });
    numbers.push(...page.results.map(({ sequence }) => sequence - before));
    ({ next } = page);
  }
  return numbers;
};
const expected = (which: (entry: Written) => boolean): readonly number[] =>
  Array.from({ length: 3000 }, (_, index) => 3000 - index).filter((n) => which(entryOf(n)));

describe('a search in the audit log', () => {
  it('answers the newest entries, each with who, what, to whom and from where', async () => {
    const { results, next } = await search({ top: 2, language: 'de' });
    const [newest] = results;
    assert.deepEqual(
      results.map(({ sequence }) => sequence - before),
      [3000, 2999],
    );
    assert.equal(next, before + 2999);
    assert.deepEqual(
      { ...newest, sequence: 0, details: JSON.parse(newest?.details ?? ''), hash: '' },
      {
        ...{ sequence: 0, createdOn: new Date(entryOf(3000).at).toISOString(), category: 'Group', action: 'Delete' },
        message: 'Minerva hat eine Gruppe gelöscht',
        ...{ actorType: 'user', actorId: 'minerva', actorName: 'Minerva', actorEmail: 'Minerva@hogwarts.example' },
        ...{ targetId: 'target-0', details: { before: { name: 'x' }, after: { name: 'name 3000' } } },
        ...{ clientIpAddress: '10.0.0.1', traceId: 'a'.repeat(32), hash: '' },
      },
    );
  });

  for (const [what, query, which] of [
    ['what one person did, by id', { actor: 'minerva' }, ({ by }) => by === 'Minerva'],
    ['what one person did, by name', { actor: 'Minerva' }, ({ by }) => by === 'Minerva'],
    ['what one person did, by address', { actor: 'Minerva@hogwarts.example' }, ({ by }) => by === 'Minerva'],
    ['what was done to somebody', { about: 'dobby' }, ({ target }) => target === 'dobby'],
    ['what somebody did or suffered', { about: 'minerva' }, ({ by }) => by === 'Minerva'],
    [
      'a kind of thing',
      { category: 'Group', action: 'Delete' },
      (one) => one.category === 'Group' && one.action === 'Delete',
    ],
    ['a text in the details, in any case', { text: 'NAME 29' }, ({ name }) => name.includes('name 29')],
    ['a text with signs that mean something in patterns', { text: '100%_w' }, ({ name }) => name === '100%_Würde'],
    [
      'a text as it stands, with capitals that are not of ASCII',
      { text: 'Élodie SØREN' },
      ({ name }) => name === names[13],
    ],
    ['a text that nothing has', { text: '100_' }, () => false],
    [
      'all of it at once',
      { about: 'target-0', actor: 'minerva', text: 'name 2' },
      (one) => one.target === 'target-0' && one.by === 'Minerva' && one.name.startsWith('name 2'),
    ],
    ['nothing where nobody has that name', { actor: 'minerva', about: 'dobby' }, () => false],
  ] as readonly (readonly [string, Record<string, string>, (entry: Written) => boolean])[]) {
    it(`finds ${what}`, async () => {
      assert.deepEqual(await numbersOf(query), expected(which));
      assert.deepEqual(await numbersOf(query, 7), expected(which), 'in small pages');
    });
  }

  it('finds a time, to the minute, at both of its ends', async () => {
    const [from, to] = [entryOf(1200), entryOf(1210)];
    const times = { since: new Date(from.at).toISOString(), until: new Date(to.at).toISOString() };
    assert.deepEqual(await numbersOf(times), [1210, 1209, 1208, 1207, 1206, 1205, 1204, 1203, 1202, 1201, 1200]);
    assert.deepEqual(await numbersOf({ ...times, category: 'User' }), [1209, 1207, 1205, 1203, 1201]);
    assert.deepEqual(await numbersOf({ since: '2099-01-01' }), []);
    assert.deepEqual(await numbersOf({ until: '1999-01-01' }), []);
  });

  it('refuses what cannot be a filter', async () => {
    for (const query of ['since=yesterday', 'before=0', 'top=0', 'top=1001', `text=${'x'.repeat(257)}`]) {
      assert.equal((await api('GET', `${path}/search?${query}`)).status, 400, query);
    }
  });

  it('shows nobody the log of others', async () => {
    const stranger = await token(gatehouse, 'PM.Audit');
    const { status } = await send(`${gatehouse.url}/identity${path}/search`, {
      headers: { authorization: `Bearer ${stranger}` },
    });
    assert.equal(status, 403);
  });

  it('is a file with the same filters, in which no formula runs', async () => {
    const { status, headers, text } = await send(
      `${gatehouse.url}/identity${path}/search/download?actor=minerva&text=name%20200`,
      { headers: { authorization: `Bearer ${bearer}` } },
    );
    assert.equal(status, 200);
    assert.equal(headers.get('content-disposition'), 'attachment; filename="audit.csv"');
    const [header, ...rows] = text.trim().split('\r\n');
    assert.match(header ?? '', /^sequence,createdOn,category,action,message,actorType,/);
    assert.equal(rows.length, expected(({ by, name }) => by === 'Minerva' && name.includes('name 200')).length);
  });
});

describe('the chain of the audit log', () => {
  it('tells where it ends, and that this installation has written it', async () => {
    const { json } = await api('GET', `${path}/chain`);
    const head = await gatehouse.store.audit.head(organizationId);
    assert.deepEqual(json, {
      ...{ entryCount: head?.sequence, lastSequence: head?.sequence, lastHash: head?.hash },
      ...{ archivedThrough: 0, archivedTime: null, archiveFile: null, isSigned: true },
    });
  });

  it('is checked from its beginning, and from any entry that was checked before', async () => {
    const head = (await gatehouse.store.audit.head(organizationId))?.sequence ?? 0;
    for (const after of [0, 100, head, head + 1000]) {
      const { json } = await api('GET', `${path}/chain/check?after=${after}`);
      const first = Math.min(after, head) + 1;
      assert.deepEqual(json, {
        ...{ firstSequence: first, lastSequence: head, isIntact: true },
        ...{ faultySequence: null, fault: null, next: null },
      });
    }
  });

  it('names the entry that somebody has altered', async () => {
    const altered = before + 500;
    const change = (name: string) =>
      gatehouse.db
        .updateTable('audit_entries')
        .set({ actor_name: name })
        .where('organization_id', '=', organizationId)
        .where('sequence', '=', altered)
        .execute();
    await change('Tom');
    const { json } = await api('GET', `${path}/chain/check`);
    assert.deepEqual([json.isIntact, json.faultySequence, json.fault, json.next], [false, altered, 'altered', null]);
    await change(entryOf(500).by);
    assert.equal((await api('GET', `${path}/chain/check`)).json.isIntact, true);
  });
});
