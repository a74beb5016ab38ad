import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms, unprivileged } from '../../src/store/postgres/cluster.fixture.ts';
import { certificate, privateKey } from './certificate.ts';
import { freePort } from './free-port.ts';

const password = 'correct-horse';

interface ServerOptions {
  /** Lines of postgresql.conf. */
  readonly settings?: readonly string[];
  /** A command and its arguments that run every program, which then is not run by another user. */
  readonly prefix?: readonly string[];
}

/**
 * A PostgreSQL of a test's own, that is stopped, broken and brought back: on a port of this machine, with passwords and a
 * certificate that nobody else has signed. Disposed of, it is gone.
 */
export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #prefix: readonly string[];
  readonly #user: ReturnType<typeof unprivileged>;

  private constructor(port: number, { prefix = [] }: ServerOptions) {
    this.port = port;
    this.#prefix = prefix;
    this.#user = prefix.length > 0 ? undefined : unprivileged();
    this.folder = mkdtempSync(join(tmpdir(), 'gatehouse-pg-'));
    this.#give(this.folder);
  }

  /** Makes one, and starts it. */
  static async start(options: ServerOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), options);
    const passwordFile = server.file('password', password);
    const access = ['-U', 'gatehouse', '-A', 'scram-sha-256', '--pwfile', passwordFile];
    await server.run('initdb', '-D', server.data, ...access, '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8');
    await server.#begin(options.settings ?? []);
    return server;
  }

  /** Makes one of what a base backup of another, or a copy, has left in `data`, and starts it. */
  static async startOn(
    make: (server: PostgresServer) => Promise<void>,
    settings: readonly string[] = [],
  ): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), {});
    await make(server);
    await server.#begin(settings);
    return server;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** With a user who may do everything, unless another is named. */
  url(database = 'postgres', login = `gatehouse:${password}`): string {
    return `postgres://${login}@127.0.0.1:${this.port}/${database}`;
  }

  /** A file that only the server can read. */
  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    this.#give(path);
    return path;
  }

  makeFolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { mode: 0o700 });
    this.#give(path);
    return path;
  }

  /** Has the files of a base backup as its own. */
  take(backup: string): void {
    renameSync(backup, this.data);
  }

  /** Has copies of the files of another, which is stopped. */
  async copy(from: string): Promise<void> {
    await cp(from, this.data, { recursive: true });
    this.#give(this.data);
    for (const name of await readdir(this.data, { recursive: true })) this.#give(join(this.data, name));
  }

  /** Runs a program of PostgreSQL, with what it needs to get in. */
  async run(program: string, ...args: readonly string[]): Promise<void> {
    const command = [...this.#prefix, join(findPrograms() ?? '', program), ...args];
    const child = spawn(command[0] ?? '', command.slice(1), {
      ...{ ...this.#user, cwd: this.folder, env: { PATH: process.env.PATH, PGPASSWORD: password, TZ: 'UTC' } },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${program} failed: ${stderr}`);
  }

  /** A line of postgresql.conf, for the next time that it begins. */
  setting(line: string): void {
    appendFileSync(join(this.data, 'postgresql.conf'), `${line}\n`);
  }

  async begin(): Promise<void> {
    // Not to a pipe of ours, which it would keep open.
    await this.run('pg_ctl', '-D', this.data, '-w', '-l', join(this.folder, 'log'), 'start');
  }

  /** `immediate`: as if it had been killed. */
  async stop(mode: 'fast' | 'immediate' = 'immediate'): Promise<void> {
    await this.run('pg_ctl', '-D', this.data, '-w', '-m', mode, 'stop');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop().catch(() => {}); // It may be down already.
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #begin(settings: readonly string[]): Promise<void> {
    this.file('server.crt', certificate);
    this.file('server.key', privateKey);
    const own = [
      ...[`port = ${this.port}`, `listen_addresses = '127.0.0.1'`, `unix_socket_directories = '${this.folder}'`],
      ...['ssl = on', `ssl_cert_file = '${this.folder}/server.crt'`, `ssl_key_file = '${this.folder}/server.key'`],
    ];
    appendFileSync(join(this.data, 'postgresql.conf'), `\n${[...own, ...settings].join('\n')}\n`);
    await this.begin();
  }

  #give(path: string): void {
    if (this.#user) chownSync(path, this.#user.uid, this.#user.gid);
  }
}
