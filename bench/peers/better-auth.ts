import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { hashParameters, passwords, post, userCount } from '../world.ts';
import { betterAuthProgram } from './better-auth-server.ts';
import type { Peer } from './peer.ts';
import { freePort, startProgram } from './program.ts';

const run = promisify(execFile);

/** The release that is measured. */
const version = '1.7.25';

const email = (user: number): string => `user-${user}@bench.example`;

/** Installs better-auth into the folder, for the time of the measurement, and starts it there. */
export async function startBetterAuth(folder: string): Promise<Peer> {
  const argon = `@node-rs/argon2@${manifest.dependencies['@node-rs/argon2']}`;
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `better-auth@${version}`, argon], {
    cwd: folder,
  });
  const program = join(folder, 'server.js');
  await writeFile(program, betterAuthProgram);
  const origin = `http://127.0.0.1:${await freePort()}`;
  const users = Array.from({ length: userCount }, (_, user) => {
    return { name: `user-${user}`, email: email(user), password: passwords[0] };
  });
  const options = { file: join(folder, 'store.db'), users, parameters: hashParameters, origin };
  const environment = { NODE_ENV: 'production', UV_THREADPOOL_SIZE: String(availableParallelism()) };
  const { said, stop } = await startProgram(
    process.execPath,
    [program, JSON.stringify(options)],
    { cwd: folder, environment },
    /^\[.*\]$/m,
  );
  const cookies = JSON.parse(said) as readonly string[];
  const json = (path: string, body: object, more: readonly string[] = []): Buffer =>
    post(`/api/auth${path}`, ['Content-Type: application/json', `Origin: ${origin}`, ...more], JSON.stringify(body));
  return {
    name: `better-auth ${await installed(folder)}`,
    urls: [origin],
    settings: `toNodeHandler on node:http, node:sqlite with WAL and synchronous=FULL, Argon2id through @node-rs/argon2 on ${environment.UV_THREADPOOL_SIZE} threads, no rate limit, no log; a change ends no session (revokeOtherSessions is off, as by default), a sign-in stores a session`,
    signIn: {
      request: (user, password) => json('/sign-in/email', { email: email(user), password }),
      expected: '"token"',
    },
    change: {
      request: (user, currentPassword, newPassword) =>
        json('/change-password', { currentPassword, newPassword }, [`Cookie: ${cookies[user] ?? ''}`]),
      expected: '"user"',
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function installed(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules/better-auth/package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
