import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import {
  byName,
  earlierExportOf,
  emptyOrganization,
  everybody,
  exportOf,
  fileOf,
  hashOf,
  run,
} from './import.fixture.ts';

const one = useGatehouse();
const other = useGatehouse();

const hash = hashOf('gr33n-lantern-oil');
const [first, second] = ['f1f6a7de-6a4d-4bb8-8a52-a64ad20bd4a1', 'a1f6a7de-6a4d-4bb8-8a52-a64ad20bd4a2'];
/** People with all that can be kept of them, as they come back. */
const lines = [
  { group: 'Choir', id: 'b1f6a7de-6a4d-4bb8-8a52-a64ad20bd4a3', createdAt: 1_600_000_000_000 },
  { group: 'Nobody', id: 'c1f6a7de-6a4d-4bb8-8a52-a64ad20bd4a4', createdAt: 1_600_000_000_000 },
  {
    ...{ userName: 'ada', id: first, legacyId: 7, email: 'ada@school.example', emailConfirmed: true, name: 'Ada' },
    ...{ surname: 'Lovelace', displayName: '=Ada', isActive: true, type: 'user', bypassBasicAuthRestriction: true },
    ...{ invitationAccepted: true, createdAt: 1_600_000_000_000, lastLoginAt: 1_600_000_000_100 },
    ...{ groups: ['Administrators', 'Choir'], attributes: { phone: '1', unit: null } },
    logins: [{ loginProvider: 'google', providerKey: 'g-1', providerDisplayName: 'Google' }],
    ...{ passwordHash: hash, passwordChangedAt: 1_600_000_000_200, mustChangePassword: false },
    ...{ isTemporaryPassword: true, keptRules: '8 digit lower' },
    passwordHistory: [
      { passwordHash: hash, retiredAt: 1_600_000_000_100 },
      { passwordHash: hash, retiredAt: 1_600_000_000_000 },
    ],
  },
  {
    ...{ userName: 'Bea', id: second, legacyId: 8, emailConfirmed: false, isActive: false, type: 'user' },
    // What other products write of an account of which they do not know it.
    ...{ bypassBasicAuthRestriction: false, invitationAccepted: false, createdAt: Date.parse('0001-01-01') },
  },
  {
    ...{ userName: 'robot', id: 'robot-1', legacyId: 9, emailConfirmed: false, isActive: true, type: 'robot' },
    ...{ bypassBasicAuthRestriction: false, invitationAccepted: true, createdAt: 1_600_000_000_000 },
  },
];

/** Exports an organization, and gives what the command said beside the file. */
async function exported(from: Gatehouse, organization: string, name: string, ...args: readonly string[]) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, name);
  const finished = await run(from, 'export', path, '--organization', organization, ...args);
  assert.equal(finished.code, 0, finished.stderr);
  return { ...finished, text: await readFile(path, 'utf8'), mode: (await stat(path)).mode & 0o777 };
}

async function imported(into: Gatehouse, text: string): Promise<{ readonly id: string; readonly name: string }> {
  const organization = await emptyOrganization(into);
  await using folder = await temporaryFolder();
  const file = await fileOf(folder.path, 'people.jsonl', text);
  const { code, stdout, stderr } = await run(
    into,
    'import',
    file,
    '--organization',
    organization.name,
    '--format',
    'gatehouse',
  );
  assert.equal(code, 0, `${stdout}${stderr}`);
  return organization;
}

describe('gatehouse export', () => {
  it('writes everything back, so that what was imported from it is exported as the same file, byte for byte', async () => {
    const source = await imported(one, exportOf(...lines));
    const { text } = await exported(one, source.name, 'people.jsonl');
    assert.equal(text, exportOf(...lines));
    const copy = await imported(other, text);
    assert.equal((await exported(other, copy.id, 'people.jsonl')).text, text);
  });

  it('goes on with the numbers behind those that were brought', async () => {
    const { id } = await imported(one, exportOf({ userName: 'ada', legacyId: 70 }));
    await using folder = await temporaryFolder();
    const file = await fileOf(folder.path, 'people.jsonl', exportOf({ userName: 'bea' }));
    await run(one, 'import', file, '--organization', id, '--format', 'gatehouse');
    assert.equal((await one.store.users.findByName(id, 'bea'))?.legacyId, 71);
  });

  it('makes a file that only its owner can read, warns of what is in it, and leaves a trace in the audit log', async () => {
    const { id, name } = await imported(one, exportOf({ userName: 'ada', passwordHash: hash }));
    const { mode, stdout, stderr } = await exported(one, name, 'people.jsonl');
    assert.equal(mode, 0o600);
    assert.match(stdout, /^1 people of School \w+ are in .*people\.jsonl\.$/m);
    assert.match(stderr, /people\.jsonl holds names and addresses and hashes of passwords: anyone who has it can try/);
    const last = (await one.store.audit.after(id, 1, 10)).at(-1);
    assert.deepEqual([last?.category, last?.action, last?.details], ['User', 'Export', '{"hasHashes":true}']);
  });

  it('leaves passwords out where they are not wanted', async () => {
    const { name } = await imported(one, exportOf(...lines.slice(0, 3).map((line) => ({ ...line, id: undefined }))));
    const { text, stderr } = await exported(one, name, 'people.jsonl', '--no-hashes');
    assert.ok(!text.includes('assword'), text);
    assert.doesNotMatch(stderr, /hashes/);
  });

  it('writes a table for spreadsheets, in which nothing is taken for a formula', async () => {
    const { name } = await imported(one, exportOf({ ...lines[2], id: undefined, legacyId: 7 }));
    const { text } = await exported(one, name, 'people.csv');
    const [head, row, end] = text.split('\r\n');
    assert.match(head ?? '', /^userName,id,legacyId,email,emailConfirmed,/);
    assert.match(row ?? '', /^ada,[\w-]{36},7,ada@school\.example,true,Ada,Lovelace,'=Ada,true,/);
    assert.match(row ?? '', /,2020-09-13T12:26:40\.000Z,2020-09-13T12:26:40\.100Z,"Administrators,Choir",/);
    assert.equal(end, '');
  });

  it('writes a table in which no group falls apart, whatever is in its name', async () => {
    const groups = ['"Elite"', 'Choir, north', 'Choir, "north"', 'North', 'Staff'];
    const { name } = await imported(one, exportOf({ userName: 'ada', groups }, { userName: 'bea', groups: ['Staff'] }));
    const { text } = await exported(one, name, 'people.csv');
    const target = await emptyOrganization(other);
    await using folder = await temporaryFolder();
    const file = await fileOf(folder.path, 'people.csv', text);
    const { code, stdout, stderr } = await run(other, 'import', file, '--organization', target.name);
    assert.equal(code, 0, `${stdout}${stderr}`);
    const namesOf = async (userName: string) => byName(await everybody(other, target.id), userName).groups.toSorted();
    assert.deepEqual(await namesOf('ada'), groups.toSorted());
    assert.deepEqual(await namesOf('bea'), ['Staff']);
  });

  /** Imports a file, and gives who is there then. */
  async function attempted(name: string, text: string, ...args: readonly string[]) {
    const organization = await emptyOrganization(other);
    await using folder = await temporaryFolder();
    const file = await fileOf(folder.path, name, text);
    const { code, stdout, stderr } = await run(other, 'import', file, '--organization', organization.name, ...args);
    const people = await everybody(other, organization.id);
    return { code, stdout, stderr, names: people.map(({ user }) => user.userName) };
  }
  const ours = ['--format', 'gatehouse'] as const;
  const three = ['ada', 'bea', 'cyd'].map((userName) => ({ userName }));

  it('writes where it ends: of a file that was cut at the end of a line, or lost one, nobody is imported', async () => {
    const { name } = await imported(one, exportOf({ group: 'Choir' }, ...three));
    const { text } = await exported(one, name, 'people.jsonl');
    const lines = text.trimEnd().split('\n');
    for (const [cut, message] of [
      [
        lines.slice(0, -1),
        /people\.jsonl was cut or changed: its last line is missing\. Nothing of it was imported\.$/m,
      ],
      [lines.slice(0, 1), /its last line is missing/],
      [lines.toSpliced(2, 1), /it has 3 of 4 lines/],
    ] as const) {
      for (const more of [[], ['--dry-run']]) {
        const { code, stderr, names } = await attempted('people.jsonl', `${cut.join('\n')}\n`, ...ours, ...more);
        assert.deepEqual([code, names], [1, []]);
        assert.match(stderr, message);
      }
    }
    assert.deepEqual((await attempted('people.jsonl', text.replaceAll('\n', '\r\n'), ...ours)).code, 0);
  });

  it('of an earlier version is imported, and a line says that nobody sees whether it is whole', async () => {
    const { code, stdout, names } = await attempted('people.jsonl', earlierExportOf(...three), ...ours);
    assert.deepEqual([code, names], [0, ['ada', 'bea', 'cyd']]);
    assert.match(stdout, /^ +1 {2}end of the file: lost: an earlier version wrote no last line/m);
  });

  it('writes in a table which row is the last: of one without it nobody is imported, unless it lacks the column', async () => {
    const { name } = await imported(one, exportOf(...three));
    const { text } = await exported(one, name, 'people.csv');
    const lines = text.split('\r\n');
    assert.match(lines[3] ?? '', /^cyd,.*,true$/);
    assert.deepEqual((await attempted('people.csv', text)).names, ['ada', 'bea', 'cyd']);
    assert.equal((await attempted('people.csv', `${lines[0]}\r\n`)).code, 0, 'of an organization without people');
    const { code, stderr, names } = await attempted('people.csv', `${lines.slice(0, 3).join('\r\n')}\r\n`);
    assert.deepEqual([code, names], [1, []]);
    assert.match(stderr, /people\.csv lacks the row that isLastRow marks as the last: it was cut\. If you have chosen/);
    const chosen = lines.slice(0, 3).map((line) => line.slice(0, line.lastIndexOf(',')));
    assert.deepEqual((await attempted('people.csv', chosen.join('\n'))).names, ['ada', 'bea']);
  });

  it('writes a table that says whose password somebody else has chosen, so that it has to be changed there as well', async () => {
    const facts = { passwordHash: hash, mustChangePassword: false };
    const people = [
      { userName: 'ada', ...facts, isTemporaryPassword: true },
      { userName: 'bea', ...facts, mustChangePassword: true },
      { userName: 'cyd', ...facts },
    ];
    const { name } = await imported(one, exportOf(...people));
    const { text } = await exported(one, name, 'people.csv');
    const target = await emptyOrganization(other);
    await using folder = await temporaryFolder();
    const file = await fileOf(folder.path, 'people.csv', text);
    assert.equal((await run(other, 'import', file, '--organization', target.name)).code, 0);
    const there = await everybody(other, target.id);
    const standing = people.map(({ userName }) => {
      const { mustChange, isChangeRequired } = byName(there, userName).credential ?? {};
      return [mustChange, isChangeRequired];
    });
    assert.deepEqual(standing, [
      [true, false],
      [true, true],
      [false, false],
    ]);
  });

  it('overwrites no file', async () => {
    await using folder = await temporaryFolder();
    const file = await fileOf(folder.path, 'people.jsonl', 'mine');
    const { code, stderr } = await run(one, 'export', file, '--organization', 'Hogwarts');
    assert.equal(code, 1);
    assert.match(stderr, /people\.jsonl exists already, and is not overwritten/);
    assert.equal(await readFile(file, 'utf8'), 'mine');
  });
});
