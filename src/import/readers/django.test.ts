import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBadRow, isGroup, isPerson } from '../person.ts';
import { readDjango } from './django.ts';
import { fatesOf, inputFile, refusalOf, rowsOf } from './file.fixture.ts';

const fields = {
  ...{ password: 'pbkdf2_sha256$1000$salt$aGFzaA==', last_login: null, is_superuser: false, username: 'ada' },
  ...{ first_name: 'Ada', last_name: 'Lind', email: 'ada@mill.example', is_staff: false, is_active: true },
  ...{ date_joined: '2026-01-02T03:04:05.678Z', groups: [], user_permissions: [] },
};
const dump = (...entries: readonly unknown[]) => inputFile('auth.json', JSON.stringify(entries));
const user = (change: object, pk: unknown = 7) => ({ model: 'auth.user', pk, fields: { ...fields, ...change } });
const group = (pk: unknown, name: string) => ({ model: 'auth.group', pk, fields: { name, permissions: [] } });
const personIn = async (...entries: readonly unknown[]) =>
  (await rowsOf(readDjango, dump(...entries))).find(isPerson) ?? assert.fail();

describe('a dump of Django', () => {
  it('gives a person', async () => {
    assert.deepEqual(await personIn(user({ last_login: '2026-02-01T00:00:00Z' })), {
      ...{ position: '[0]', userName: 'ada', id: '7', email: 'ada@mill.example', name: 'Ada', surname: 'Lind' },
      ...{ createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678), lastLoginAt: Date.UTC(2026, 1, 1), isActive: true },
      ...{ groups: [], roles: [], passwordHash: fields.password, mustChangePassword: false, fates: [] },
    });
  });

  it('names groups by number or by natural key', async () => {
    const rows = await rowsOf(readDjango, dump(group(1, 'editors'), group(2, 'all'), user({ groups: [2, 1] })));
    assert.deepEqual(
      rows.filter(isGroup).map((row) => row.group),
      ['editors', 'all'],
    );
    assert.deepEqual(rows.find(isPerson)?.groups, ['all', 'editors']);
    const natural = { ...user({ groups: [['editors']] }), pk: undefined };
    const person = await personIn({ model: 'auth.group', fields: { name: 'editors' } }, natural);
    assert.deepEqual([person.groups, person.id], [['editors'], undefined]);
    const unknown = await personIn(user({ groups: [3] }));
    assert.deepEqual(fatesOf(unknown), [
      'groups lost: the file does not say what the group is called: export auth.group as well',
    ]);
  });

  it('makes roles of the two flags, and loses rights of one person alone', async () => {
    const person = await personIn(user({ is_superuser: true, is_staff: true, user_permissions: [['add', 'x', 'y']] }));
    assert.deepEqual(person.roles, ['superuser', 'staff']);
    assert.deepEqual(fatesOf(person), [
      'is_superuser mapped: it becomes the role superuser',
      'is_staff mapped: it becomes the role staff',
      'user_permissions lost: rights of one person alone are not imported',
    ]);
  });

  it('has passwords that nobody can have, inactive people, and people without an address', async () => {
    const person = await personIn(user({ password: '!F74rJgeA', is_active: false, email: '' }));
    assert.deepEqual([person.passwordHash, person.isActive, person.email], [undefined, false, undefined]);
    assert.equal((await personIn(user({ password: 'md5$salt$00' }))).passwordHash, 'md5$salt$00');
  });

  it('may have a model of users of its own, other models, and members that nobody has heard of', async () => {
    const own = {
      model: 'mill.member',
      pk: 'x',
      fields: { email: 'bo@mill.example', password: 'argon2$argon2id$x', shoes: 44 },
    };
    const rows = await rowsOf(
      readDjango,
      dump(own, { model: 'sessions.session', pk: 1, fields: { session_data: 's3cret' } }),
    );
    const person = rows.find(isPerson) ?? assert.fail();
    assert.deepEqual(
      [person.userName, person.id, fatesOf(person)],
      ['bo@mill.example', 'x', ['shoes lost: Gatehouse does not know what it is']],
    );
    const remark = {
      position: '[1]',
      field: 'sessions.session',
      fate: 'lost',
      why: 'entries of this model are not imported',
    };
    assert.deepEqual(rows[1], remark);
  });

  it('tells of what is nobody, and is refused when it is something else', async () => {
    const rows = await rowsOf(
      readDjango,
      dump(user({ username: '', email: '' }), 7, user({ is_active: 1 }), user({}), group(1, '')),
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: '[0]', problem: 'a user has no username, or no password' },
      { position: '[1]', problem: 'is no object' },
      { position: '[2]', problem: 'is_active is neither true nor false' },
      { position: '[4]', problem: 'a group has no name' },
    ]);
    for (const other of ['[{"Id": 1}]', '{"users": []}', '<django-objects/>']) {
      assert.match(
        await refusalOf(readDjango, inputFile('a', other)),
        /Expected was what dumpdata of Django writes as JSON/,
      );
    }
  });
});
