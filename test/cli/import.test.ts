import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onTheMachine } from '../../src/directory/audit/entry.ts';
import { newId } from '../../src/directory/identifier.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { GroupRegistry } from '../../src/import/group-registry.ts';
import { writePeople } from '../../src/import/write.ts';
import { temporaryFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import {
  byName,
  earlierExportOf,
  emptyOrganization,
  everybody,
  exportOf,
  fileOf,
  hashOf,
  jsonOf,
  run,
  signIn,
} from './import.fixture.ts';

const gatehouse = useGatehouse();
const password = 'gr33n-lantern-oil';
const ours = ['--format', 'gatehouse'];

/** Imports a file of this text into an organization of its own. */
async function imported(name: string, text: string | object, ...args: readonly string[]) {
  const organization = await emptyOrganization(gatehouse);
  await using folder = await temporaryFolder();
  const file = await fileOf(folder.path, name, text);
  const { code, stdout, stderr } = await run(
    gatehouse,
    'import',
    file,
    '--organization',
    organization.name,
    '--json',
    ...(typeof text === 'string' && text.startsWith('{"gatehouse":"people"') ? ours : []),
    ...args,
  );
  const records = await everybody(gatehouse, organization.id);
  return { organization, code, stderr, records, ...jsonOf(stdout) };
}

describe('gatehouse import', () => {
  it('brings people with all that is kept of them, who sign in with the password that they had', async () => {
    const { organization, code, records, report } = await imported(
      'people.jsonl',
      exportOf({
        ...{ userName: 'ada', id: '0d9e8f7a-1b2c-4d3e-8f5a-6b7c8d9e0f99', email: 'Ada@school.example', name: 'Ada' },
        ...{
          surname: 'Lovelace',
          displayName: 'Ada L.',
          emailConfirmed: true,
          isActive: true,
          createdAt: 1_600_000_000_000,
        },
        ...{ groups: ['Mathematicians', 'Automation Users'], attributes: { phone: '123', unit: null } },
        logins: [{ loginProvider: 'google', providerKey: 'g-1', providerDisplayName: 'Google' }],
        ...{ passwordHash: hashOf(password), passwordChangedAt: 1_600_000_000_001 },
      }),
    );
    assert.equal(code, 0);
    assert.equal(report.outcomes.created, 1);
    const { user, credential, logins, groups } = byName(records, 'ada');
    assert.deepEqual(
      [user.id, user.email, user.name, user.surname, user.displayName, user.createdAt, user.emailConfirmed],
      [
        '0d9e8f7a-1b2c-4d3e-8f5a-6b7c8d9e0f99',
        'Ada@school.example',
        'Ada',
        'Lovelace',
        'Ada L.',
        1_600_000_000_000,
        true,
      ],
    );
    assert.deepEqual({ ...user.extensionAttributes }, { phone: '123', unit: null });
    assert.deepEqual(groups, ['Automation Users', 'Mathematicians']);
    assert.deepEqual(
      logins.map(({ loginProvider, providerKey }) => [loginProvider, providerKey]),
      [['google', 'g-1']],
    );
    assert.equal(credential?.createdAt, 1_600_000_000_001);
    assert.equal(await signIn(gatehouse, organization.name, 'ada@school.example', password), 200);
    assert.equal(await signIn(gatehouse, organization.name, 'ada', 'gr33n-lantern-oil2'), 401);
  });

  it('keeps those out who were disabled, and asks those for a new password who had to change it', async () => {
    const { organization, records } = await imported(
      'people.jsonl',
      exportOf(
        { userName: 'off', isActive: false, passwordHash: hashOf(password) },
        { userName: 'due', passwordHash: hashOf(password), mustChangePassword: true },
      ),
    );
    assert.equal(byName(records, 'off').user.isActive, false);
    assert.equal(byName(records, 'due').credential?.isChangeRequired, true);
    assert.notEqual(await signIn(gatehouse, organization.name, 'off', password), 200);
    assert.notEqual(await signIn(gatehouse, organization.name, 'due', password), 200);
  });

  it('finds people as it finds any others: by search, by list and by address', async () => {
    const { organization } = await imported(
      'people.jsonl',
      exportOf(...Array.from({ length: 30 }, (_, n) => ({ userName: `pupil-${n}`, email: `pupil-${n}@find.example` }))),
    );
    const page = await gatehouse.store.users.page(organization.id, {
      ...{ searchTerm: 'upil-7', orderBy: 'userName', descending: false, skip: 0, limit: 10 },
    });
    assert.deepEqual(
      page.results.map(({ userName }) => userName),
      ['pupil-7'],
    );
    assert.equal(await gatehouse.store.users.findHome('PUPIL-7@find.example'), organization.id);
    const everyone = { searchTerm: undefined, orderBy: 'userName', descending: false, skip: 0, limit: 1 } as const;
    assert.equal((await gatehouse.store.users.page(organization.id, everyone)).totalCount, 30);
  });

  it('writes an audit entry for each person and each new group, as made by the operator', async () => {
    const { organization } = await imported('people.jsonl', exportOf({ userName: 'ada', groups: ['Choir'] }));
    const entries = await gatehouse.store.audit.after(organization.id, 1, 10);
    assert.deepEqual(
      entries.map(({ category, action, actor }) => [category, action, actor.type]),
      [
        ['Group', 'Create', 'system'],
        ['User', 'Create', 'system'],
      ],
    );
    assert.equal((await gatehouse.store.audit.head(organization.id))?.isGenuine, true);
  });

  it('leaves out who cannot be kept, tells where and why, and ends with 1', async () => {
    const { code, findings, report, records } = await imported(
      'people.jsonl',
      `${earlierExportOf(
        { userName: 'ada', email: 'ada@school.example' },
        { userName: 'ADA' },
        { userName: 'bea', email: 'ADA@school.example' },
        { userName: 'ada@school.example' },
        { userName: 'cleo', email: 'no address' },
        { userName: '' },
        { userName: 'dora', name: 'x'.repeat(300) },
      )}{"userName":\n`,
    );
    assert.equal(code, 1);
    assert.deepEqual(findings.map(({ position, outcome }) => `${position} ${outcome}`).sort(), [
      ...['line 2 created', 'line 3 duplicate', 'line 4 duplicate', 'line 5 duplicate', 'line 6 bad', 'line 7 bad'],
      ...['line 8 bad', 'line 9 bad'],
    ]);
    assert.deepEqual([report.rows, report.outcomes.bad, report.outcomes.duplicate], [8, 4, 3]);
    assert.deepEqual(
      records.map(({ user }) => user.userName),
      ['ada'],
    );
    assert.match(findings.find(({ position }) => position === 'line 4').why, /an earlier row has the e-mail address/);
    assert.match(findings.find(({ position }) => position === 'line 6').why, /e-mail address/);
  });

  it('gives a new id to whom brings one that is somebody else’s', async () => {
    const id = 'f4f6a7de-6a4d-4bb8-8a52-a64ad20bd4a1';
    const first = await imported('people.jsonl', exportOf({ userName: 'ada', id }));
    const second = await imported('people.jsonl', exportOf({ userName: 'ada', id }));
    assert.equal(byName(first.records, 'ada').user.id, id);
    assert.notEqual(byName(second.records, 'ada').user.id, id);
    assert.deepEqual(
      second.report.fates.map(({ field, fate }: { field: string; fate: string }) => [field, fate]),
      [['id', 'mapped']],
    );
  });

  it('lets people come without a password whose hash nobody can verify, and tells of which kind it is', async () => {
    const { code, findings, report, records } = await imported(
      'people.jsonl',
      exportOf({ userName: 'ada', passwordHash: `$nobody-knows$${'s'.repeat(30)}` }),
    );
    assert.equal(code, 0);
    assert.equal(byName(records, 'ada').credential?.passwordHash, null);
    assert.deepEqual(report.unknownHashes, [{ form: '$nobody-knows$', count: 1 }]);
    assert.ok(!JSON.stringify(findings).includes('sss'));
  });

  it('judges passwords in clear by the rules of the organization, and hashes those that keep them', async () => {
    const { organization, findings, report } = await imported(
      'people.csv',
      `userName,password\nada,${password}\nbea,short\n`,
      '--format',
      'csv',
    );
    assert.deepEqual([report.outcomes.created, report.people.plainPassword, report.people.withoutPassword], [2, 1, 1]);
    assert.deepEqual(report.refusedPasswords, [
      { rule: 'PasswordRequiresDigit', count: 1 },
      { rule: 'PasswordTooShort', count: 1 },
    ]);
    assert.ok(!JSON.stringify(findings).includes('short'));
    assert.equal(await signIn(gatehouse, organization.name, 'ada', password), 200);
    assert.notEqual(await signIn(gatehouse, organization.name, 'bea', 'short'), 200);
  });

  it('makes a group of each step of a path, and lets nobody into a built-in one by its name', async () => {
    const { report, records } = await imported('realm.json', {
      realm: 'moor',
      groups: [{ name: 'Hall', path: '/Hall', subGroups: [{ name: 'Night', path: '/Hall/Night', subGroups: [] }] }],
      users: [{ username: 'ada', enabled: true, groups: ['/Hall/Night', '/Administrators'] }],
    });
    assert.deepEqual(byName(records, 'ada').groups, ['Hall', 'Hall/Night']);
    const told = report.fates.map(({ field, fate }: { field: string; fate: string }) => `${field} ${fate}`);
    assert.ok(told.includes('groups mapped') && told.includes('groups lost'), told.join());
    assert.deepEqual(
      report.groups.map(({ name, isNew, people }: { name: string; isNew: boolean; people: number }) => [
        name,
        isNew,
        people,
      ]),
      [
        ['Hall', true, 1],
        ['Hall/Night', true, 1],
      ],
    );
  });
});

describe('a mapping file', () => {
  const people = exportOf();
  it('names columns, groups and roles, and what is to be left out', async () => {
    await using folder = await temporaryFolder();
    const mapping = await fileOf(
      folder.path,
      'mapping.yaml',
      [
        'separator: ";"',
        'columns:',
        '  userName: Kennung',
        '  email: E-Mail',
        '  isActive: { column: Aktiv, meanings: { aktiv: "true", gesperrt: "false" } }',
        '  groups: { column: Abteilung, separator: "|" }',
        '  roles: Rolle',
        '  emailConfirmed: { value: "true" }',
        'groups: { Chor: Choir, Alt: false }',
        'roles: { chef: Administrators }',
        'otherRoles: false',
      ].join('\n'),
    );
    const { records, report } = await imported(
      'leute.csv',
      'Kennung;E-Mail;Aktiv;Abteilung;Rolle\nada;ada@x.example;aktiv;Chor|Alt;chef\nbea;;gesperrt;Küche;gast\n',
      ...['--format', 'csv', '--mapping', mapping],
    );
    const [ada, bea] = [byName(records, 'ada'), byName(records, 'bea')];
    assert.deepEqual(
      [ada.groups, ada.user.emailConfirmed, bea.groups, bea.user.isActive],
      [['Administrators', 'Choir'], true, ['Küche'], false],
    );
    assert.ok(
      report.fates.some(({ field, fate }: { field: string; fate: string }) => `${field} ${fate}` === 'roles lost'),
    );
  });

  it('that is wrong is refused with the line and what would be right', async () => {
    await using folder = await temporaryFolder();
    const mapping = await fileOf(folder.path, 'mapping.yaml', 'colums: {}\n');
    const file = await fileOf(folder.path, 'people.jsonl', people);
    const { code, stderr } = await run(gatehouse, 'import', file, '--organization', 'Hogwarts', '--mapping', mapping);
    assert.equal(code, 1);
    assert.match(stderr, /mapping\.yaml, line 1: colums is unknown; did you mean columns\?/);
  });
});

describe('a dry run', () => {
  it('tells the same as the import, and writes nothing', async () => {
    const { name, id } = await emptyOrganization(gatehouse);
    await using folder = await temporaryFolder();
    const lines = [
      { userName: 'ada', groups: ['Choir'], passwordHash: hashOf(password) },
      { userName: 'Ada' },
      { group: 'Empty' },
    ];
    const file = await fileOf(folder.path, 'people.jsonl', exportOf(...lines));
    const dry = await run(gatehouse, 'import', file, '--organization', name, ...ours, '--dry-run', '--json');
    assert.deepEqual(await everybody(gatehouse, id), []);
    assert.equal(await gatehouse.store.groups.findByName(id, 'Choir'), undefined);
    assert.equal(await gatehouse.store.groups.findByName(id, 'Empty'), undefined);
    const real = await run(gatehouse, 'import', file, '--organization', name, ...ours, '--json');
    const [told, done] = [jsonOf(dry.stdout), jsonOf(real.stdout)];
    assert.deepEqual(told.findings, done.findings);
    assert.deepEqual({ ...told.report, isDryRun: false, seconds: 0 }, { ...done.report, seconds: 0 });
    assert.ok(await gatehouse.store.groups.findByName(id, 'Empty'));
  });

  it('tells the same of people with one id, however many there are between them: each is somebody', async () => {
    const { name, id: organizationId } = await emptyOrganization(gatehouse);
    await using folder = await temporaryFolder();
    const id = newId();
    const between = Array.from({ length: 5000 }, (_, index) => `bea-${String(index).padStart(4, '0')},\n`);
    const lines = ['userName,id\n', `ada,${id}\n`, ...between, `cyd,${id}\n`];
    const file = await fileOf(folder.path, 'people.csv', lines.join(''));
    const dry = await run(gatehouse, 'import', file, '--organization', name, '--dry-run', '--json');
    const real = await run(gatehouse, 'import', file, '--organization', name, '--json');
    const [told, done] = [jsonOf(dry.stdout), jsonOf(real.stdout)];
    assert.deepEqual({ ...told.report, isDryRun: false, seconds: 0 }, { ...done.report, seconds: 0 });
    assert.equal(done.report.outcomes.created, 5002);
    const [ada, cyd] = await Promise.all(
      ['ada', 'cyd'].map(async (one) => await gatehouse.store.users.findByName(organizationId, one)),
    );
    assert.equal(ada?.id, id);
    assert.ok(cyd, 'nobody is lost');
    const again = jsonOf((await run(gatehouse, 'import', file, '--organization', name, '--json')).stdout);
    assert.equal(again.report.outcomes.exists, 5002);
  });

  it('tells people what would come, by row and by field', async () => {
    const { name } = await emptyOrganization(gatehouse);
    await using folder = await temporaryFolder();
    const file = await fileOf(
      folder.path,
      'people.jsonl',
      exportOf({ userName: 'ada', groups: ['Choir'] }, { userName: 'Ada' }, { userName: '' }),
    );
    const { code, stdout } = await run(gatehouse, 'import', file, '--organization', name, ...ours, '--dry-run');
    assert.equal(code, 1);
    assert.match(stdout, /^Dry run: nothing was written\. 3 rows$/m);
    assert.match(stdout, /^ +1 {2}Would be created$/m);
    assert.match(stdout, /^ +1 {2}Choir, a new group$/m);
    assert.match(stdout, /^ {2}line 3: Ada: an earlier row has the user name$/m);
    assert.match(stdout, /^ {2}line 4: the user name is empty/m);
  });

  it('takes no file for an export of Gatehouse unless it is told to, because such a file makes administrators', async () => {
    const { name, id } = await emptyOrganization(gatehouse);
    await using folder = await temporaryFolder();
    const text = exportOf({ userName: 'ada', groups: ['Administrators'] });
    const file = await fileOf(folder.path, 'people.csv', text);
    const guessed = await run(gatehouse, 'import', file, '--organization', name);
    assert.equal(guessed.code, 2);
    assert.match(guessed.stderr, /brings people into built-in groups.* --format gatehouse/s);
    assert.deepEqual(await everybody(gatehouse, id), []);
    const told = await run(gatehouse, 'import', file, '--organization', name, ...ours);
    assert.equal(told.code, 0, told.stderr);
  });

  it('says nothing to the terminal that a file says, whatever its fields and it are called', async () => {
    const { name } = await emptyOrganization(gatehouse);
    await using folder = await temporaryFolder();
    const obeyed = '\u001b[2J\u009b1A';
    const user = { email: 'ada@school.example', user_id: 'auth0|1', [`x${obeyed}`]: 1 };
    const file = await fileOf(folder.path, 'users.json', [user]);
    const { stdout } = await run(gatehouse, 'import', file, '--organization', name, '--dry-run');
    assert.match(stdout, /^ +1 {2}x\ufffd\[2J\ufffd1A: lost: /m);
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u009b'));
    const other = await fileOf(folder.path, `users${obeyed}.json`, [{ some: 'thing' }]);
    const refused = await run(gatehouse, 'import', other, '--organization', name, '--format', 'auth0');
    assert.match(refused.stderr, /users\ufffd\[2J\ufffd1A\.json is something else/);
  });
});

describe('an import that is given again', () => {
  it('leaves everybody as they are by then', async () => {
    const { name, id } = await emptyOrganization(gatehouse);
    await using folder = await temporaryFolder();
    const file = await fileOf(
      folder.path,
      'people.jsonl',
      exportOf({ userName: 'ada', name: 'Ada', groups: ['Choir'] }),
    );
    await run(gatehouse, 'import', file, '--organization', name, ...ours);
    const [before] = await everybody(gatehouse, id);
    assert.ok(before);
    await gatehouse.store.users.replace(before.user, { name: 'Augusta' }, 5);
    const { code, stdout } = await run(gatehouse, 'import', file, '--organization', name, ...ours, '--json');
    assert.equal(code, 0);
    assert.deepEqual([jsonOf(stdout).report.outcomes.exists, jsonOf(stdout).report.outcomes.created], [1, 0]);
    const [after] = await everybody(gatehouse, id);
    assert.equal(after?.user.name, 'Augusta');
  });
});

describe('a command line of gatehouse import', () => {
  for (const [what, args, message] of [
    ['no organization', [], /--organization NAME/],
    ['an organization that is not there', ['--organization', 'Nowhere', ...ours], /There is no organization "Nowhere"/],
    ['a format that is not there', ['--organization', 'Hogwarts', '--format', 'x'], /There is no format "x"/],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      await using folder = await temporaryFolder();
      const file = await fileOf(folder.path, 'people.jsonl', exportOf());
      const { code, stderr } = await run(gatehouse, 'import', file, ...args);
      assert.notEqual(code, 0);
      assert.match(stderr, message);
    });
  }

  it('is refused with a file that is nothing that is known, or is not there', async () => {
    await using folder = await temporaryFolder();
    const file = await fileOf(folder.path, 'people.txt', 'hello');
    const known = await run(gatehouse, 'import', file, '--organization', 'Hogwarts');
    assert.equal(known.code, 2);
    assert.match(known.stderr, /Say what the file is, with --format: /);
    const missing = await run(gatehouse, 'import', `${file}.not`, '--organization', 'Hogwarts');
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /There is no file /);
  });
});

it('what comes after the organization was deleted is not written', async () => {
  const { store } = gatehouse;
  const { id } = await emptyOrganization(gatehouse);
  const groups = await GroupRegistry.read(store, id);
  const write = async (name: string) => {
    const command = { permitted: permitOperator('user.write', id), at: Date.now(), ...onTheMachine };
    await writePeople(store, command, { people: [], declared: [name] }, { groups, isSeen: () => false });
  };
  const named = async (name: string) => (await store.groups.findByName(id, name))?.name;
  await write('Before');
  await store.organizations.delete(id, Date.now());
  await assert.rejects(write('Behind'), { failure: { code: 'NotFound', detail: 'The entity was not found.' } });
  assert.deepEqual([await named('Before'), await named('Behind')], ['Before', undefined]);
});
