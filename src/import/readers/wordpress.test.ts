import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fatesOf, inputFile, peopleOf, personOf, refusalOf } from './file.fixture.ts';
import { readMediawiki } from './mediawiki.ts';
import { readWordpress } from './wordpress.ts';

describe('the table of users of WordPress', () => {
  const heads =
    '"ID","user_login","user_pass","user_nicename","user_email","user_url","user_registered","user_activation_key","user_status","display_name"';

  it('gives people with hashes as they are', async () => {
    const file = inputFile(
      'wp_users.csv',
      `${heads}\n"2","ada","$P$Babc","ada","ada@mill.example","https://mill.example","2024-01-11 08:00:00","","0","Ada Lind"\n`,
    );
    assert.deepEqual(await personOf(readWordpress, file), {
      ...{
        position: 'line 2',
        id: '2',
        userName: 'ada',
        email: 'ada@mill.example',
        displayName: 'Ada Lind',
        isActive: true,
      },
      ...{ passwordHash: '$P$Babc', createdAt: Date.UTC(2024, 0, 11, 8), attributes: { url: 'https://mill.example' } },
      ...{ groups: [], roles: [], mustChangePassword: false, fates: [] },
    });
  });

  it('has times of zeros, and is refused when it is something else', async () => {
    const person = await personOf(
      readWordpress,
      inputFile('a.csv', 'user_login,user_pass,user_registered\nada,x,0000-00-00 00:00:00\n'),
    );
    assert.equal(person.createdAt, undefined);
    assert.match(
      await refusalOf(readWordpress, inputFile('a.csv', 'UserName,PasswordHash\na,b\n')),
      /Expected was the table wp_users/,
    );
  });
});

describe('the table of users of MediaWiki', () => {
  const people = async (...passwords: readonly string[]) =>
    await peopleOf(
      readMediawiki,
      inputFile(
        'user.csv',
        [
          'user_id,user_name,user_real_name,user_password,user_email,user_email_authenticated,user_registration',
          ...passwords.map((password) => `4,Ada Lind,Ada,"${password}",ada@mill.example,20260102030405,20260101000000`),
        ].join('\n'),
      ),
    );

  it('gives people, whose user names may have blanks', async () => {
    assert.deepEqual(await people(':B:0a:0b'), [
      {
        ...{ position: 'line 2', id: '4', userName: 'Ada Lind', email: 'ada@mill.example', displayName: 'Ada' },
        ...{ emailConfirmed: true, passwordHash: ':B:0a:0b', createdAt: Date.UTC(2026, 0, 1), isActive: true },
        ...{ groups: [], roles: [], mustChangePassword: false, fates: [] },
      },
    ]);
  });

  it('has hashes in the form that verifies them, or as they are', async () => {
    const hashes = await people(
      ':pbkdf2:sha512:30000:4:c2FsdA==:aGFzaA==',
      ':pbkdf2:whirlpool:1:4:c2FsdA==:aGFzaA==',
      ':argon2:$argon2id$v=19$m=65536,t=4,p=1$c2FsdA$aGFzaA',
      ':bcrypt:9$abcdefghijklmnopqrstuu$ABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
      ':bcrypt:broken',
    );
    assert.deepEqual(
      hashes.map(({ passwordHash }) => passwordHash),
      [
        '$pbkdf2-sha512$i=30000,l=4$c2FsdA$aGFzaA',
        ':pbkdf2:whirlpool:1:4:c2FsdA==:aGFzaA==',
        '$argon2id$v=19$m=65536,t=4,p=1$c2FsdA$aGFzaA',
        '$2y$09$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
        ':bcrypt:broken',
      ],
    );
  });

  it('has people without a password or a confirmed address, and is refused when it is something else', async () => {
    const file = inputFile(
      'user.csv',
      'user_name,user_password,user_email,user_email_authenticated\nAda,,ada@mill.example,NULL\n',
    );
    const person = await personOf(readMediawiki, file);
    assert.deepEqual([person.passwordHash, person.emailConfirmed, fatesOf(person)], [undefined, false, []]);
    assert.match(
      await refusalOf(readMediawiki, inputFile('a.csv', 'a,b\n')),
      /Expected was the table user of MediaWiki/,
    );
  });
});
