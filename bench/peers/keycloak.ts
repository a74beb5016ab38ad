import { execFile, execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { formType, hashParameters, passwords, post, userCount } from '../world.ts';
import type { Peer } from './peer.ts';
import { freePort, startProgram } from './program.ts';

const run = promisify(execFile);

/** The release that is measured. */
const version = '26.4.5';

const client = { id: 'bench', secret: 'secret-of-the-benchmark' };

const administrator = { username: 'administrator', password: 'password-of-the-benchmark' };

/** Whether the machine has what it takes to fetch and run it. */
export function hasJava(): boolean {
  try {
    for (const [command, parameter] of [['java', '-version'] as const, ['mvn', '-v'] as const])
      execFileSync(command, [parameter], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Fetches Keycloak into the folder with Maven, for the time of the measurement, and starts it there. */
export async function startKeycloak(folder: string): Promise<Peer> {
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`;
  await run('mvn', ['-q', '-B', 'dependency:unpack', artifact, `-DoutputDirectory=${folder}`], { cwd: folder });
  const home = join(folder, `keycloak-${version}`);
  await mkdir(join(home, 'data/import'), { recursive: true });
  await writeFile(join(home, 'data/import/bench-realm.json'), JSON.stringify(realm()));
  const port = await freePort();
  const { memoryCost, timeCost, parallelism } = hashParameters;
  const hashing = { memory: memoryCost, iterations: timeCost, parallelism };
  const flags = Object.entries(hashing).map(([name, value]) => `--spi-password-hashing--argon2--${name}=${value}`);
  const { stop } = await startProgram(
    'sh',
    [
      ...[
        join(home, 'bin/kc.sh'),
        'start',
        '--import-realm',
        '--db=dev-file',
        `--http-port=${port}`,
        '--http-host=127.0.0.1',
      ],
      ...['--http-enabled=true', '--hostname-strict=false', '--cache=local', ...flags],
    ],
    {
      cwd: home,
      environment: {
        KC_BOOTSTRAP_ADMIN_USERNAME: administrator.username,
        KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
      },
    },
    /Listening on: \S+/,
  );
  const url = `http://127.0.0.1:${port}`;
  const token = (form: Readonly<Record<string, string>>): Buffer =>
    post(
      '/realms/bench/protocol/openid-connect/token',
      [formType],
      new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...form }).toString(),
    );
  await requireSameHash(url);
  return {
    name: `Keycloak ${version}`,
    urls: [url],
    settings: `kc.sh start with the memory that it takes by default, its Argon2id, and its embedded database H2 (dev-file), which does not wait for the disk, in favour of Keycloak; no log of requests; a sign-in gives signed access and refresh tokens and stores a session`,
    signIn: { request: (user, password) => token(passwordForm(user, password)), expected: '"refresh_token"' },
    clientCredentials: {
      request: () => token({ grant_type: 'client_credentials' }),
      expected: '"access_token"',
    },
    [Symbol.asyncDispose]: stop,
  };
}

const passwordForm = (user: number, password: string) => ({
  grant_type: 'password',
  username: `user-${user}`,
  password,
});

/** @throws Error when its passwords are not stored with the parameters of the others. */
async function requireSameHash(url: string): Promise<void> {
  const form = { grant_type: 'password', client_id: 'admin-cli', ...administrator };
  const { access_token: token } = await readJson<{ access_token: string }>(
    `${url}/realms/master/protocol/openid-connect/token`,
    { method: 'POST', body: new URLSearchParams(form) },
  );
  const headers = { authorization: `Bearer ${token}` };
  const users = `${url}/admin/realms/bench/users`;
  const [user] = await readJson<{ id: string }[]>(`${users}?username=user-0`, { headers });
  const [credential] = await readJson<{ credentialData: string }[]>(`${users}/${user?.id}/credentials`, { headers });
  const { hashIterations, algorithm, additionalParameters } = JSON.parse(credential?.credentialData ?? '{}');
  const { memory, parallelism, type } = additionalParameters ?? {};
  const { memoryCost, timeCost, parallelism: lanes } = hashParameters;
  const found = [algorithm, type?.[0], memory?.[0], hashIterations, parallelism?.[0]].join(' ');
  const wanted = ['argon2', 'id', memoryCost, timeCost, lanes].join(' ');
  if (found !== wanted) throw new Error(`Keycloak hashes with ${found} instead of ${wanted}.`);
}

async function readJson<T>(url: string, request: RequestInit): Promise<T> {
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const realm = (): object => ({
  realm: 'bench',
  enabled: true,
  sslRequired: 'none',
  clients: [
    {
      ...{ clientId: client.id, secret: client.secret, publicClient: false },
      ...{ directAccessGrantsEnabled: true, serviceAccountsEnabled: true, standardFlowEnabled: false },
    },
  ],
  users: Array.from({ length: userCount }, (_, user) => ({
    ...{ username: `user-${user}`, email: `user-${user}@bench.example`, emailVerified: true, enabled: true },
    ...{ firstName: 'User', lastName: String(user) },
    credentials: [{ type: 'password', value: passwords[0] }],
  })),
});
