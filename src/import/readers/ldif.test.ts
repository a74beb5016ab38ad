import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isBadRow, isGroup, isPerson } from '../person.ts';
import { fatesOf, inputFile, peopleOf, personOf, refusalOf, rowsOf } from './file.fixture.ts';
import { readLdif } from './ldif.ts';
import { ldifEntries } from './ldif-entries.ts';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

/** A person with these further lines. */
const entry = (uid: string, ...lines: readonly string[]): string =>
  [`dn: uid=${uid},ou=people,dc=mill`, 'objectClass: inetOrgPerson', `uid: ${uid}`, ...lines, ''].join('\n');

const group = (cn: string, ...lines: readonly string[]): string =>
  [`dn: cn=${cn},ou=groups,dc=mill`, 'objectClass: groupOfNames', `cn: ${cn}`, ...lines, ''].join('\n');

const file = (...entries: readonly string[]) => inputFile('mill.ldif', entries.join('\n'));
const one = async (...lines: readonly string[]) => await personOf(readLdif, file(entry('ada', ...lines)));

describe('LDIF', () => {
  it('gives a person with names, address and password', async () => {
    const lines = [
      ...['cn: Ada Lind', 'sn: Lind', `givenName:: ${base64('Äda')}`, 'displayName: Ada L.', 'mail: ada@mill.example'],
      ...[`userPassword:: ${base64('{SSHA}c2FsdGVkIGhhc2ggb2YgMjQgYnl0ZXM=')}`, 'telephoneNumber: +00 1'],
      ...[
        'entryUUID: 6b0cd914-7e49-1041-8d16-ef3ac42650e1',
        'createTimestamp: 20260102030405Z',
        'memberOf: cn=x,dc=mill',
      ],
    ];
    assert.deepEqual(await one(...lines), {
      ...{ position: 'line 1', userName: 'ada', id: '6b0cd914-7e49-1041-8d16-ef3ac42650e1', email: 'ada@mill.example' },
      ...{ name: 'Äda', surname: 'Lind', displayName: 'Ada L.', createdAt: Date.UTC(2026, 0, 2, 3, 4, 5) },
      ...{ isActive: true, groups: ['x'], roles: [], attributes: { telephoneNumber: '+00 1' } },
      ...{ passwordHash: '{SSHA}c2FsdGVkIGhhc2ggb2YgMjQgYnl0ZXM=', mustChangePassword: false, fates: [] },
    });
  });

  it('has lines that go on in the next, comments, a version, and remarks of ldapsearch', async () => {
    const content = [
      ...['version: 1', '', '# a comment', ' that goes on', 'dn:: ', ` ${base64('uid=bö,dc=mill')}`],
      ...['objectclass: account', 'UID: b', ' ö', '# in between', 'description: ends with', '  a blank'],
      ...['', '# search result', 'search: 2', 'result: 0 Success', '', '# numEntries: 1', ''],
    ];
    for (const end of ['\n', '\r\n']) {
      const person = await personOf(readLdif, inputFile('a.ldif', content.join(end)));
      assert.deepEqual([person.userName, person.attributes], ['bö', { description: 'ends with a blank' }]);
      assert.equal(person.position, 'line 5');
    }
  });

  it('unwraps a scheme around a hash that says what it is, and takes the best hashed of several passwords', async () => {
    const bcrypt = '$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234';
    const password = async (...values: readonly string[]) => {
      const person = await one(...values.map((value) => `userPassword:: ${base64(value)}`));
      return [person.passwordHash, person.password, ...fatesOf(person)];
    };
    assert.deepEqual(await password(`{CRYPT}${bcrypt}`), [bcrypt, undefined]);
    assert.deepEqual(await password('{argon2}$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA'), [
      '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
      undefined,
    ]);
    assert.deepEqual(await password('{ssha}abcd'), ['{SSHA}abcd', undefined]);
    assert.deepEqual(await password('{CRYPT}$6$salt$hash'), ['{CRYPT}$6$salt$hash', undefined]);
    assert.deepEqual(await password('in clear {text}'), [undefined, 'in clear {text}']);
    assert.deepEqual(await password('{CLEARTEXT} x'), [undefined, ' x']);
    assert.deepEqual(await password(''), [undefined, undefined]);
    const western = await one(`userPassword:: ${base64(Buffer.from('M\xfchle', 'latin1'))}`);
    assert.deepEqual(fatesOf(western), ['userPassword lost: a password in clear that is not UTF-8 is not imported']);
    assert.equal(western.password, undefined);
    assert.deepEqual(await password('{SHA}abcd', `{CRYPT}${bcrypt}`, 'clear'), [
      ...[bcrypt, undefined],
      'userPassword lost: of several passwords only the best hashed one is imported',
    ]);
  });

  it('knows disabled, locked and expired accounts, and passwords that must be changed', async () => {
    const state = async (...lines: readonly string[]) => {
      const { isActive, mustChangePassword, fates } = await one(...lines);
      return [isActive, mustChangePassword, ...fates.map(({ field, fate }) => `${field} ${fate}`)];
    };
    assert.deepEqual(await state('pwdAccountLockedTime: 000001010000Z'), [false, false, 'pwdAccountLockedTime mapped']);
    assert.deepEqual(await state('pwdAccountLockedTime: 20260101000000Z'), [true, false, 'pwdAccountLockedTime lost']);
    assert.deepEqual(await state('nsAccountLock: TRUE'), [false, false, 'nsAccountLock mapped']);
    assert.deepEqual(await state('userAccountControl: 514'), [false, false, 'userAccountControl mapped']);
    assert.deepEqual(await state('userAccountControl: 512'), [true, false]);
    assert.deepEqual(await state('shadowExpire: 1'), [false, false, 'shadowExpire mapped']);
    assert.deepEqual(await state('shadowExpire: -1'), [true, false]);
    assert.deepEqual(await state('pwdReset: TRUE'), [true, true, 'pwdReset mapped']);
  });

  it('keeps texts beside the profile, and neither pictures nor what may be a secret', async () => {
    const person = await one(
      ...['title: Miller', 'ou: A', 'ou: B', `jpegPhoto:: ${base64(Buffer.from([255, 216]))}`, 'sambaNTPassword: 0123'],
      ...[`userCertificate;binary:: ${base64('x')}`, 'mail: a@mill.example', 'mail: b@mill.example'],
      'pwdHistory: 20250101000000Z#1.3.6.1.4.1.1466.115.121.1.40#10#{SSHA}abcd',
    );
    assert.deepEqual(person.attributes, { title: 'Miller', ou: '["A","B"]' });
    assert.deepEqual(person.passwordHistory, [{ passwordHash: '{SSHA}abcd', retiredAt: Date.UTC(2025, 0, 1) }]);
    assert.deepEqual(fatesOf(person), [
      'jpegPhoto lost: pictures are not imported',
      'sambaNTPassword lost: what may be a secret is not kept beside the profile',
      'userCertificate;binary lost: what is no text is not imported',
      'ou mapped: a list or an object is kept as JSON',
      'mail lost: only the first of several values is imported',
    ]);
  });

  it('has groups in groups, in a circle too, and members that are not there', async () => {
    const rows = await rowsOf(
      readLdif,
      file(
        entry('ada', 'memberOf: cn=millers,ou=groups,dc=mill'),
        entry('bo'),
        group('millers', 'member: UID=Ada, ou=people,dc=mill', 'member: cn=all,ou=groups,dc=mill'),
        group('all', 'member: cn=millers,ou=groups,dc=mill', 'member: uid=gone,ou=people,dc=mill'),
        group('empty', 'member: '),
        ['dn: cn=posix,dc=mill', 'objectClass: posixGroup', 'cn: posix', 'memberUid: bo', 'memberUid: gone', ''].join(
          '\n',
        ),
      ),
    );
    assert.deepEqual(
      rows.filter(isGroup).map((row) => row.group),
      ['millers', 'all', 'empty', 'posix'],
    );
    assert.deepEqual(
      rows.filter(isPerson).map(({ userName, groups }) => [userName, [...groups].sort()]),
      [
        ['ada', ['all', 'millers']],
        ['bo', ['posix']],
      ],
    );
    const remarks = rows.filter((row) => 'field' in row).map((row) => row.why);
    assert.deepEqual(new Set(remarks), new Set(['the member of a group is not among the people of the file']));
  });

  it('keeps two groups of one name in different places apart', async () => {
    const elsewhere = group('millers', 'member: uid=bo,ou=people,dc=mill').replace('ou=groups', 'ou=old');
    const people = await peopleOf(
      readLdif,
      file(entry('ada'), entry('bo'), group('millers', 'member: uid=ada,ou=people,dc=mill'), elsewhere),
    );
    assert.deepEqual(
      people.map(({ groups }) => groups),
      [['/groups/millers'], ['/old/millers']],
    );
  });

  it('finds members however their names are written', async () => {
    const dn = 'dn: cn=Lind\\2C Ada,ou=people,dc=mill';
    const person = [dn, 'objectClass: person', 'cn: Lind, Ada', 'uid: ada', ''].join('\n');
    const members = [
      'cn=lind\\, ada,ou=people,dc=mill',
      'CN="Lind, Ada" , OU=people,dc=mill',
      'cn=Lind\\2c\\20Ada;ou=people;dc=mill',
    ];
    for (const member of members) {
      const [found] = await peopleOf(readLdif, file(person, group('g', `member: ${member}`)));
      assert.deepEqual(found?.groups, ['g'], member);
    }
  });

  it('is no person: a place, a program, a machine', async () => {
    const rows = await rowsOf(
      readLdif,
      file(
        'dn: ou=people,dc=mill\nobjectClass: organizationalUnit\nou: people\n',
        'dn: cn=job,dc=mill\nobjectClass: organizationalRole\ncn: job\nuserPassword: x\n',
        'dn: cn=pc1,dc=mill\nobjectClass: user\nobjectClass: computer\ncn: pc1\n',
      ),
    );
    assert.deepEqual(
      rows.map((row) => 'field' in row && row.field),
      ['userPassword'],
    );
  });

  it('tells of what cannot be read, and goes on', async () => {
    const rows = await rowsOf(
      readLdif,
      file(
        entry('ada', 'no colon in here'),
        entry('bo', 'jpegPhoto:< file:///etc/passwd'),
        'dn: ou=x\nobjectClass: person\n',
        entry('cy'),
      ),
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: 'line 1', problem: 'line 4 is neither an attribute nor the continuation of one' },
      { position: 'line 6', problem: 'line 9 has a value in another file, which is not read' },
      { position: 'line 11', problem: 'has none of uid, sAMAccountName, userPrincipalName, mail and cn' },
    ]);
    assert.deepEqual(
      rows.filter(isPerson).map(({ userName }) => userName),
      ['cy'],
    );
  });

  it('is refused with changes in it, unless all of them add an entry, and when it is something else', async () => {
    const person = await one('changetype: add');
    assert.equal(person.userName, 'ada');
    for (const change of ['modify', 'delete', 'modrdn']) {
      const refusal = await refusalOf(readLdif, file(entry('ada', `changetype: ${change}`)));
      assert.match(
        refusal,
        /^mill\.ldif has changes, not entries, in line 4\. Expected were the entries of a directory/,
      );
    }
    for (const other of ['[{"a": 1}]', 'Id,UserName\n1,ada\n', 'uid: ada\n']) {
      assert.match(await refusalOf(readLdif, file(other)), /^mill\.ldif is something else, in line 1/);
    }
    const endless = inputFile('mill.ldif', `dn: ${'x'.repeat(5 * 1024 * 1024)}`, 65536);
    assert.match(await refusalOf(readLdif, endless), /a line that is too long/);
    const continued = inputFile('mill.ldif', `dn: x\n${' abcdefgh\n'.repeat(640 * 1024)}`, 65536);
    assert.match(await refusalOf(readLdif, continued), /a line that is too long/);
    const values = inputFile('mill.ldif', `dn: x\n${'cn:\n'.repeat(9 * 1024 * 1024)}`, 65536);
    assert.match(await refusalOf(readLdif, values), /an entry that is too long/);
  });

  it('gives back what was written, for whatever values', async () => {
    const value = fc.string({ unit: fc.constantFrom('a', 'ö', '🌿', ' ', ':', '<', '#', '\n', '\r', '\\', ',') });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1 }), fc.integer({ min: 1, max: 8 }), async (values, width) => {
        const lines = ['dn: uid=a', ...values.map((one) => `x:: ${base64(one)}`)];
        const folded = lines.map((line) => line.replace(new RegExp(`(?<=^.{3}(?:.{${width}})+)(?=.)`, 'gs'), '\n '));
        for await (const read of ldifEntries(inputFile('a.ldif', folded.join('\n')))) {
          assert.deepEqual('attributes' in read && read.attributes.get('x')?.values, values);
        }
      }),
    );
  });
});
