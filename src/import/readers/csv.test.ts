import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isBadRow, isPerson } from '../person.ts';
import type { ReaderOptions } from '../reader.ts';
import { readCsv } from './csv.ts';
import { fatesOf, inputFile, peopleOf, personOf, refusalOf, rowsOf } from './file.fixture.ts';

const table = (...lines: readonly string[]) => inputFile('people.csv', lines.join('\r\n'));
const mapping: ReaderOptions = {
  columns: {
    ...{ email: { column: 'E-Mail' }, name: { column: 'Vorname' }, surname: { column: 'nachname' } },
    ...{ password: { column: 'Startkennwort' }, groups: { column: 'Abteilung', separator: '/' } },
    isActive: { column: 'Aktiv', meanings: { Ausgeschieden: 'no', Ja: 'yes' } },
    ...{ mustChangePassword: { value: 'true' }, 'attributes.costCentre': { column: 'KSt', value: '100' } },
  },
};
const heads = 'E-Mail;Vorname;Nachname;Startkennwort;Abteilung;Aktiv;KSt';

describe('a table of whatever origin', () => {
  it('needs no mapping when its columns are called as our members are', async () => {
    const file = table(
      'userName,email,emailConfirmed,isActive,groups,roles,passwordHash,createdAt,lastLoginAt,legacyId',
      'ada,ada@mill.example,1,no,"a, b",,$2b$10$x,2026-01-02,1767323045000,7',
    );
    assert.deepEqual(await personOf(readCsv, file), {
      ...{ position: 'line 2', userName: 'ada', email: 'ada@mill.example', emailConfirmed: true, isActive: false },
      ...{ groups: ['a', 'b'], roles: [], passwordHash: '$2b$10$x', mustChangePassword: false, legacyId: 7, fates: [] },
      ...{ createdAt: Date.UTC(2026, 0, 2), lastLoginAt: 1_767_323_045_000 },
    });
  });

  it('is read as the mapping says: heads, texts that stand for everybody, and what texts mean', async () => {
    const people = await peopleOf(
      readCsv,
      table(heads, 'ada@mill.example;Ada;Lind; p w ;IT / Mill;ja;7', 'bo@mill.example;Bo;Ek;;;ausgeschieden;'),
      mapping,
    );
    assert.deepEqual(people, [
      {
        ...{
          position: 'line 2',
          userName: 'ada@mill.example',
          email: 'ada@mill.example',
          name: 'Ada',
          surname: 'Lind',
        },
        ...{ password: ' p w ', groups: ['IT', 'Mill'], roles: [], isActive: true, mustChangePassword: true },
        ...{ attributes: { costCentre: '7' }, fates: [] },
      },
      {
        ...{ position: 'line 3', userName: 'bo@mill.example', email: 'bo@mill.example', name: 'Bo', surname: 'Ek' },
        ...{
          groups: [],
          roles: [],
          isActive: false,
          mustChangePassword: true,
          attributes: { costCentre: '100' },
          fates: [],
        },
      },
    ]);
  });

  it('may have blanks, no-break spaces too, around names and addresses', async () => {
    const row = '\u00a0 ada@mill.example \u00a0;\u00a0Ada ; Lind\u202f;;;ja;';
    const { email, name, surname } = await personOf(readCsv, table(heads, row), mapping);
    assert.deepEqual([email, name, surname], ['ada@mill.example', 'Ada', 'Lind']);
  });

  it('tells of the rows that are nobody, without what is in them, and of the columns that nobody asked for', async () => {
    const rows = await rowsOf(
      readCsv,
      table(
        `${heads};Schuhe`,
        ...['a@b;x', ';;;;;;;', 'a@b;;;;;s3cret;;', 'a@b;;;;;ja;;;;', '', 'c@d;;;;;ja;;42', 'e@f;"open;;;;;;'],
      ),
      mapping,
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: 'line 2', problem: 'has 2 columns, not 8' },
      { position: 'line 3', problem: 'has neither a user name nor an e-mail address' },
      { position: 'line 4', problem: 'column Aktiv says neither yes nor no, which isActive has to be' },
      { position: 'line 5', problem: 'has 10 columns, not 8' },
      { position: 'line 8', problem: 'the quotes do not match' },
    ]);
    assert.deepEqual(
      rows.filter(isPerson).map(({ position, userName }) => [position, userName]),
      [['line 7', 'c@d']],
    );
    const why = 'the mapping names nothing that it would be';
    assert.deepEqual(rows[0], { position: 'line 1', field: 'column Schuhe', fate: 'lost', why });
  });

  it('may have attributes in one column, as our own export has them', async () => {
    const heads = 'userName,attributes,attributes.b';
    const attributesOf = async (cell: string) => {
      const [row] = await rowsOf(readCsv, table(heads, `ada,"${cell.replaceAll('"', '""')}",2`), {
        columns: { 'attributes.b': { column: 'attributes.b' } },
      });
      return row && isPerson(row) ? row.attributes : row;
    };
    assert.deepEqual(await attributesOf('{"a":"1","b":"1","c":null}'), { a: '1', b: '2', c: null });
    const problem = 'column attributes has no JSON object of texts that could be attributes';
    for (const wrong of ['{"a":1}', '[]', 's3cret']) {
      assert.deepEqual(await attributesOf(wrong), { position: 'line 2', problem });
    }
  });

  it('has a password only once', async () => {
    const person = await personOf(readCsv, table('userName,password,passwordHash', 'ada,clear,{crypt}$2y$10$x'));
    assert.deepEqual([person.password, person.passwordHash], [undefined, '$2y$10$x']);
    assert.deepEqual(fatesOf(person), ['password lost: there is a hash of it']);
  });

  it('is refused before anybody is read when a column is missing, a member is unknown, or the encoding is another', async () => {
    const person = 'ada@mill.example;;;;;;';
    const refusal = async (file: ReturnType<typeof table>, options: ReaderOptions) =>
      await refusalOf(readCsv, file, options);
    assert.equal(
      await refusal(table(heads, person), { columns: { userName: { column: 'Login' } } }),
      'people.csv has no column Login, which the mapping names for userName.',
    );
    assert.match(
      await refusal(table(heads, person), { columns: { shoes: { column: 'KSt' } } }),
      /shoes, which nobody has/,
    );
    assert.equal(
      await refusal(table(heads, person), { columns: { mail: { column: 'KSt' } } }),
      'The mapping names mail, which nobody has: did you mean email?',
    );
    assert.match(
      await refusal(table(heads, person), {}),
      /no column for user names or e-mail addresses: a mapping file \(--mapping\) can say how it is called\.$/,
    );
    assert.match(await refusal(table(), {}), /^people\.csv is empty/);
    const western = inputFile('a.csv', Buffer.from(`userName\n${'ada\n'.repeat(50)}J\xf6rg\n`, 'latin1'));
    assert.match(
      await refusal(western, {}),
      /^a\.csv is not utf-8: a mapping file \(--mapping\) can name its encoding, such as "encoding: windows-1252"\.$/,
    );
    assert.equal((await peopleOf(readCsv, western, { encoding: 'windows-1252' })).at(-1)?.userName, 'Jörg');
  });

  it('never throws anything but a refusal, whatever is in it', async () => {
    const text = fc.string({
      unit: fc.constantFrom('userName', 'email', ',', ';', '"', '\n', '\r', 'a', '\0', 'ö', '1'),
    });
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        try {
          await rowsOf(readCsv, inputFile('a.csv', content));
        } catch (error) {
          assert.equal((error as Error).name, 'UnreadableFile');
        }
      }),
    );
  });
});
