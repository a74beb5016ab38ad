import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portions } from '../turns.ts';
import { inNameOrder } from './name-order.ts';
import { type ImportedPerson, type ImportedRow, isPerson } from './person.ts';

const person = (userName: string, more: Partial<ImportedPerson> = {}): ImportedPerson => ({
  ...{ position: userName, userName, isActive: true, mustChangePassword: false, groups: [], roles: [], fates: [] },
  ...more,
});

async function* given(rows: readonly ImportedRow[]): AsyncGenerator<readonly ImportedRow[]> {
  yield* portions(rows, 3);
}

async function ordered(rows: readonly ImportedRow[]): Promise<readonly ImportedRow[]> {
  let read = 0;
  const all: ImportedRow[] = [];
  for await (const some of inNameOrder(given(rows), () => read++)) all.push(...some);
  assert.equal(read, all.length);
  return all;
}

const positions = (rows: readonly ImportedRow[]) => rows.map(({ position }) => position);

describe('people who are written in the order of their names', () => {
  it('come by user name as it is compared, behind what is no person, each with all that the file says', async () => {
    const attributes = { phone: '7', mobile: null };
    const rows = [
      person('rosa'),
      person(' Ada', { attributes }),
      { position: 'line 3', group: 'Choir' },
      person('ben'),
    ];
    const all = await ordered(rows);
    assert.deepEqual(positions(all), ['line 3', ' Ada', 'ben', 'rosa']);
    assert.deepEqual(all[1], rows[1]);
  });

  it('come behind those who stand before them in the file and have one of their names, their id or their account', async () => {
    const logins = [{ loginProvider: 'https://sso.example', providerKey: '1', providerDisplayName: null }];
    const id = 'b1b2c3d4-0000-4000-8000-000000000001';
    const rows = [
      person('zoe@mail.example', { logins, id }),
      ...[person('carl', { email: 'Zoe@Mail.example' }), person('bert', { logins }), person('anna', { id: `{${id}}` })],
      person('ZOE@mail.example', { position: 'the same again' }),
      // Nobody had it when carl came.
      person('adam', { email: 'CARL' }),
      person('dora'),
    ];
    assert.deepEqual(positions(await ordered(rows)), [
      ...['dora', 'zoe@mail.example', 'carl', 'bert', 'anna', 'the same again', 'adam'],
    ]);
  });

  it('are all there, stretch after stretch', async () => {
    const count = 32_000;
    const name = (n: number) => `p${String((n * 7919) % count).padStart(5, '0')}`;
    const all = await ordered(Array.from({ length: count }, (_, n) => person(name(n))));
    const names = all.filter(isPerson).map(({ userName }) => userName);
    assert.equal(new Set(names).size, count);
    const stretches = names.filter((one, at) => at === 0 || one < (names[at - 1] ?? '')).length;
    assert.ok(stretches > 1 && stretches < 10, `${stretches}`);
  });

  it('are given stretch by stretch, and nobody of the one in which the file is damaged', async () => {
    const rows = async function* () {
      yield Array.from({ length: 6000 }, (_, n) => person(`p${n}`));
      throw new Error('damaged');
    };
    let given = 0;
    await assert.rejects(async () => {
      for await (const some of inNameOrder(rows(), () => {})) given += some.length;
    }, /damaged/);
    assert.equal(given, 5000);
  });
});
