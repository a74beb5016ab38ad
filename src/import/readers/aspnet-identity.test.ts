import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBadRow } from '../person.ts';
import { readAspnetIdentity } from './aspnet-identity.ts';
import { fatesOf, inputFile, peopleOf, personOf, refusalOf, rowsOf } from './file.fixture.ts';

const heads = [
  ...[
    'Id',
    'UserName',
    'NormalizedUserName',
    'Email',
    'NormalizedEmail',
    'EmailConfirmed',
    'PasswordHash',
    'SecurityStamp',
  ],
  ...['ConcurrencyStamp', 'PhoneNumber', 'PhoneNumberConfirmed', 'TwoFactorEnabled', 'LockoutEnd', 'LockoutEnabled'],
  ...['AccessFailedCount', 'FirstName', 'LastName'],
];
const user = {
  ...{
    Id: '8A8864A4-3060-48CD-BE12-8E94556BC61C',
    UserName: 'ada',
    NormalizedUserName: 'ADA',
    Email: 'ada@mill.example',
  },
  ...{
    NormalizedEmail: 'ADA@MILL.EXAMPLE',
    EmailConfirmed: '1',
    PasswordHash: 'AQAAAAEAACcQ',
    SecurityStamp: 's3cret',
  },
  ...{
    ConcurrencyStamp: 'c',
    PhoneNumber: '+00 1',
    PhoneNumberConfirmed: '1',
    TwoFactorEnabled: '0',
    LockoutEnd: 'NULL',
  },
  ...{ LockoutEnabled: '1', AccessFailedCount: '0', FirstName: 'Ada', LastName: 'Lind' },
};
const line = (change: Partial<typeof user> = {}) => Object.values({ ...user, ...change }).join(',');
const table = (...lines: readonly string[]) =>
  inputFile('AspNetUsers.csv', `\ufeff${[heads.join(','), ...lines].join('\r\n')}\r\n`);

const ada = {
  ...{
    position: 'line 2',
    id: user.Id,
    userName: 'ada',
    email: 'ada@mill.example',
    emailConfirmed: true,
    isActive: true,
  },
  ...{ passwordHash: 'AQAAAAEAACcQ', name: 'Ada', surname: 'Lind', attributes: { phoneNumber: '+00 1' } },
  ...{ groups: [], roles: [], mustChangePassword: false },
  fates: [
    { field: 'PhoneNumberConfirmed', fate: 'lost', why: 'it is not kept whether a telephone number is confirmed' },
  ],
};

describe('the table AspNetUsers', () => {
  it('is read as Management Studio saves it', async () => {
    assert.deepEqual(await rowsOf(readAspnetIdentity, table(line())), [ada]);
  });

  it('is read as the wizard exports it, with every text in quotes and bits as True and False', async () => {
    const bits = {
      EmailConfirmed: 'True',
      PhoneNumberConfirmed: 'False',
      TwoFactorEnabled: 'False',
      LockoutEnabled: 'True',
    };
    const quoted = Object.values({ ...user, ...bits }).map((cell) =>
      /^(?:NULL|True|False|0)$/.test(cell) ? cell : `"${cell}"`,
    );
    assert.deepEqual(await personOf(readAspnetIdentity, table(quoted.join(','))), { ...ada, fates: [] });
  });

  it('is read as FOR JSON writes it, and as Windows PowerShell saves that', async () => {
    const { LockoutEnd: _, ...others } = user;
    const json = JSON.stringify([
      { ...others, EmailConfirmed: true, PhoneNumberConfirmed: true, TwoFactorEnabled: false, AccessFailedCount: 0 },
    ]);
    for (const content of [json, Buffer.from(`\ufeff${json}`, 'utf16le')]) {
      const people = await peopleOf(readAspnetIdentity, inputFile('AspNetUsers.json', content, 64));
      assert.deepEqual(people, [{ ...ada, position: '[0]' }]);
    }
  });

  it('says NULL of what is not there, but not in quotes', async () => {
    const [nobody, quoted] = await peopleOf(
      readAspnetIdentity,
      table(line({ PasswordHash: 'NULL', Email: 'NULL', LastName: 'NULL' }), line({ LastName: '"NULL"' })),
    );
    assert.deepEqual([nobody?.passwordHash, nobody?.email, nobody?.surname], [undefined, undefined, undefined]);
    assert.equal(quoted?.surname, 'NULL');
  });

  it('disables people by locking them out until the year 9999', async () => {
    const until = async (LockoutEnd: string) => {
      const person = await personOf(readAspnetIdentity, table(line({ LockoutEnd, PhoneNumberConfirmed: '0' })));
      return [person.isActive, ...fatesOf(person)];
    };
    const forGood = 'LockoutEnd mapped: who is locked out for good becomes inactive';
    assert.deepEqual(await until('9999-12-31 23:59:59.9999999 +00:00'), [false, forGood]);
    assert.deepEqual(await until('2026-01-15 08:30:00.1234567 +01:00'), [true]);
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    assert.deepEqual(await until(soon), [true, 'LockoutEnd lost: a lock-out that ends by itself is not imported']);
  });

  it('loses second factors, and says so; further columns are for the mapping file', async () => {
    const person = await personOf(
      readAspnetIdentity,
      table(line({ TwoFactorEnabled: '1', PhoneNumberConfirmed: '0' })),
    );
    assert.deepEqual(fatesOf(person), ['TwoFactorEnabled lost: second factors are not imported']);
    const more = inputFile('a.csv', 'Id,UserName,PasswordHash,Shoes,Roles\n1,ada,x,red,"a,b"\n');
    const columns = { 'attributes.shoes': { column: 'Shoes' } };
    const { attributes, roles } = await personOf(readAspnetIdentity, more, { columns });
    assert.deepEqual([attributes, roles], [{ shoes: 'red' }, ['a', 'b']]);
    const [remark] = await rowsOf(readAspnetIdentity, more);
    assert.equal(remark && 'field' in remark && remark.field, 'column Shoes');
  });

  it('tells of rows that are nobody, and is refused when it is something else', async () => {
    const rows = await rowsOf(
      readAspnetIdentity,
      table(line({ UserName: 'NULL', Email: 'NULL' }), line({ EmailConfirmed: 's3cret' })),
    );
    assert.deepEqual(
      rows.filter(isBadRow).map(({ problem }) => problem),
      [
        'has neither a user name nor an e-mail address',
        'column EmailConfirmed says neither yes nor no, which emailConfirmed has to be',
      ],
    );
    for (const other of ['user_login,user_pass\na,b\n', '[{"model": "auth.user"}]', '[7]']) {
      const refusal = await refusalOf(readAspnetIdentity, inputFile('a', other));
      assert.match(refusal, /^a is something else\. Expected was the table AspNetUsers/);
    }
  });
});
