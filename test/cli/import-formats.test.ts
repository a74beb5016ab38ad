import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { pbkdf2Sync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { vectors } from '../../src/password/hash/vectors.fixture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { byName, emptyOrganization, everybody, fileOf, jsonOf, run, signIn } from './import.fixture.ts';

const gatehouse = useGatehouse();

/** Made by another program. */
function vector(maker: RegExp, form: RegExp) {
  const found = vectors.find((one) => maker.test(one.maker) && form.test(one.hash) && one.password.length < 72);
  return found ?? assert.fail(`${maker} ${form}`);
}

const bcrypt = vector(/^passlib/, /^\$2b\$04\$/);
const crypt = vector(/^htpasswd/, /^\{CRYPT\}\$2y\$/);
const django = vector(/^Django/, /^argon2\$/);
const argon2 = vector(/^argon2-cffi/, /^\$argon2id/);
const [, bcryptSalt, bcryptKey] = /^\$2b\$04\$(.{22})(.{31})$/.exec(bcrypt.hash) ?? [];

const pbkdf2 = {
  ...{ password: 'night-shift 9', salt: 'c2FsdCBvZiAxNiBieXRlcw==' },
  value: pbkdf2Sync('night-shift 9', Buffer.from('c2FsdCBvZiAxNiBieXRlcw==', 'base64'), 1000, 32, 'sha256').toString(
    'base64',
  ),
};

/** The vector of github.com/firebase/scrypt. */
const firebase = {
  ...{ password: 'user1password', salt: '42xEC+ixf3L2lw==' },
  passwordHash: 'lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==',
  parameters: `hash_config {
    algorithm: SCRYPT,
    base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
    base64_salt_separator: Bw==,
    rounds: 8,
    mem_cost: 14,
  }`,
};

interface Sample {
  readonly format: string;
  readonly files: Readonly<Record<string, string | Uint8Array | object>>;
  readonly password: string;
  /** Options, and the text of the file that each names. */
  readonly options?: Readonly<Record<string, string>>;
}

const ldif = (hash: string): string =>
  [
    'dn: uid=ada,dc=mill',
    'objectClass: inetOrgPerson',
    'uid: ada',
    `userPassword:: ${Buffer.from(hash).toString('base64')}`,
    '',
  ].join('\n');

const samples: readonly Sample[] = [
  {
    format: 'keycloak',
    files: {
      'mill-realm.json': { realm: 'mill', groups: [{ name: 'Mill', path: '/Mill', subGroups: [] }] },
      'mill-users-0.json': {
        realm: 'mill',
        users: [
          {
            ...{ username: 'ada', enabled: true, groups: ['/Mill'] },
            credentials: [
              {
                type: 'password',
                secretData: JSON.stringify({ value: pbkdf2.value, salt: pbkdf2.salt }),
                credentialData: JSON.stringify({ hashIterations: 1000, algorithm: 'pbkdf2-sha256' }),
              },
            ],
          },
        ],
      },
    },
    password: pbkdf2.password,
  },
  { format: 'ldif', files: { 'mill.ldif': ldif(crypt.hash) }, password: crypt.password },
  {
    format: 'aspnet-identity',
    files: {
      'AspNetUsers.csv':
        '\ufeffId,UserName,PasswordHash,SecurityStamp\r\n1,ada,AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==,x\r\n',
    },
    password: 'my password',
  },
  {
    format: 'django',
    files: {
      'auth.json': [{ model: 'auth.user', pk: 1, fields: { username: 'ada', password: django.hash, is_active: true } }],
    },
    password: django.password,
  },
  {
    format: 'firebase',
    files: { 'users.json': { users: [{ localId: 'ada', salt: firebase.salt, passwordHash: firebase.passwordHash }] } },
    password: firebase.password,
    options: { 'hash-parameters': firebase.parameters },
  },
  {
    format: 'auth0',
    files: { 'users.json': [{ user_id: '1', email: 'ada@mill.example', username: 'ada', password_hash: bcrypt.hash }] },
    password: bcrypt.password,
  },
  {
    format: 'okta',
    files: {
      'users.json': [
        {
          profile: { login: 'ada' },
          credentials: {
            password: { hash: { algorithm: 'BCRYPT', workFactor: 4, salt: bcryptSalt, value: bcryptKey } },
          },
        },
      ],
    },
    password: bcrypt.password,
  },
  {
    format: 'mediawiki',
    files: { 'user.csv': `user_name,user_password\nada,":argon2:${argon2.hash}"\n` },
    password: argon2.password,
  },
  {
    format: 'wordpress',
    files: { 'wp_users.csv': `"user_login","user_pass"\n"ada","${bcrypt.hash}"\n` },
    password: bcrypt.password,
  },
  {
    format: 'csv',
    files: { 'people.csv': Buffer.from(`K\xfcrzel;Kennwort\r\nada;${bcrypt.hash}\r\n`, 'latin1') },
    password: bcrypt.password,
    options: { mapping: 'encoding: windows-1252\ncolumns: { userName: Kürzel, passwordHash: Kennwort }\n' },
  },
];

/** Imports the files of a folder into an organization of its own. */
async function imported({ files, options = {} }: Sample) {
  const organization = await emptyOrganization(gatehouse);
  await using folder = await temporaryFolder();
  await using others = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    if (content instanceof Uint8Array) await writeFile(join(folder.path, name), content);
    else await fileOf(folder.path, name, content);
  }
  const args = [folder.path, '--organization', organization.name, '--json'];
  for (const [name, text] of Object.entries(options)) args.push(`--${name}`, await fileOf(others.path, name, text));
  const { code, stdout, stderr } = await run(gatehouse, 'import', ...args);
  assert.equal(code, 0, stderr);
  return { organization, records: await everybody(gatehouse, organization.id), ...jsonOf(stdout) };
}

describe('who moves in', () => {
  for (const sample of samples) {
    it(`with a file of ${sample.format}, which is known by what is in it, signs in with the password from there`, async () => {
      const { organization, records, report } = await imported(sample);
      assert.equal(report.outcomes.created, 1);
      assert.equal(byName(records, 'ada').user.isActive, true);
      assert.equal(await signIn(gatehouse, organization.name, 'ada', `${sample.password}x`), 401);
      assert.equal(await signIn(gatehouse, organization.name, 'ada', sample.password), 200);
    });
  }

  it('says that a pipe is no file, and tells no share of nothing', async () => {
    await using folder = await temporaryFolder();
    const { name } = await emptyOrganization(gatehouse);
    const pipe = join(folder.path, 'people.csv');
    execFileSync('mkfifo', [pipe]);
    const refused = await run(gatehouse, 'import', pipe, '--organization', name);
    assert.deepEqual([refused.code, refused.stderr], [1, `gatehouse: ${pipe} is neither a file nor a folder.\n`]);
    const program = await fileOf(folder.path, 'mill.ldif', 'version: 1\n\ndn: cn=a\nobjectClass: device\ncn: a\n');
    const { code, stderr } = await run(gatehouse, 'import', program, '--organization', name, '--dry-run');
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /NaN/);
  });
});
