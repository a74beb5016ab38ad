import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unprivileged } from '../../../src/store/postgres/cluster.fixture.ts';
import { atEnd } from '../../support/at-end.ts';
import { freePort } from '../../support/free-port.ts';
import { childrenOf, kill } from './processes.ts';

const programs = { etcd: '/usr/bin/etcd', patroni: '/usr/bin/patroni', haproxy: '/usr/sbin/haproxy' } as const;

/** What of a real cluster is not installed. */
export const missingPrograms: readonly string[] = Object.values(programs).filter((path) => !existsSync(path));

interface Member {
  readonly name: string;
  readonly port: number;
  readonly restPort: number;
  process?: ChildProcess;
}

interface Seen {
  readonly members: readonly {
    readonly name: string;
    readonly role: string;
    readonly state: string;
    readonly lag?: number;
  }[];
}

/**
 * Three servers of PostgreSQL, of which Patroni keeps one the leader, with etcd to agree on it, and HAProxy before them. A
 * commit is acknowledged when it is on a second server too.
 */
export class PatroniCluster implements AsyncDisposable {
  readonly #folder: string;
  readonly #bin: string;
  readonly #members: readonly Member[];
  readonly #proxyPort: number;
  readonly #others: ChildProcess[] = [];
  readonly #end: () => void;

  private constructor(bin: string, ports: readonly number[]) {
    const [proxyPort = 0, ...more] = ports;
    this.#folder = mkdtempSync(join(tmpdir(), 'gatehouse-patroni-'));
    chmodSync(this.#folder, 0o700);
    own(this.#folder);
    this.#bin = bin;
    this.#proxyPort = proxyPort;
    this.#members = [0, 1, 2].map((n) => ({ name: `n${n}`, port: more[2 * n] ?? 0, restPort: more[2 * n + 1] ?? 0 }));
    this.#end = atEnd(() => {
      for (const member of this.#members) this.#killMember(member);
      for (const child of this.#others) child.kill('SIGKILL');
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  /** @param bin the folder of PostgreSQL's programs. */
  static async start(bin: string): Promise<PatroniCluster> {
    const ports: number[] = [];
    for (let n = 0; n < 9; n += 1) ports.push(await freePort());
    const [etcd = 0, peer = 0, ...rest] = ports;
    const cluster = new PatroniCluster(bin, rest);
    cluster.#startEtcd(etcd, peer);
    cluster.#startProxy();
    for (const member of cluster.#members) cluster.#configure(member, etcd);
    for (const member of cluster.#members) cluster.#startMember(member);
    await cluster.isWhole();
    return cluster;
  }

  /** Through HAProxy, which knows the leader. */
  get proxyUrl(): string {
    return `postgres://postgres@127.0.0.1:${this.#proxyPort}/postgres`;
  }

  /** All servers by name: whoever connects looks for the leader. */
  get url(): string {
    const hosts = this.#members.map(({ port }) => `127.0.0.1:${port}`).join(',');
    return `postgres://postgres@${hosts}/postgres?target_session_attrs=read-write`;
  }

  /** `kill -9` of the leader with all its processes, and of what keeps it. Waits until another one leads. */
  async killLeader(): Promise<() => Promise<void>> {
    const leader = await this.#leader();
    this.#killMember(leader);
    await this.#until(({ members }) => members.some(({ name, role }) => role === 'leader' && name !== leader.name));
    return async () => {
      this.#startMember(leader);
      await this.isWhole();
    };
  }

  /** As an operator does it who wants to work on the leader's machine. */
  async switchOver(): Promise<void> {
    const leader = await this.#leader();
    const response = await fetch(`http://127.0.0.1:${leader.restPort}/switchover`, {
      method: 'POST',
      body: JSON.stringify({ leader: leader.name }),
    });
    if (!response.ok) throw new Error(`The switchover was refused: ${await response.text()}`);
    await this.#until(({ members }) => members.some(({ name, role }) => role === 'leader' && name !== leader.name));
  }

  /** Waits until all three run, one of them leads, and one more has every commit. */
  async isWhole(): Promise<void> {
    await this.#until(({ members }) => {
      const running = members.filter(({ state }) => state === 'running' || state === 'streaming');
      const count = (role: string) => running.filter((member) => member.role === role).length;
      return running.length === 3 && count('leader') === 1 && count('sync_standby') === 1;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  async #leader(): Promise<Member> {
    let found: Member | undefined;
    await this.#until(({ members }) => {
      const leader = members.find(({ role, state }) => role === 'leader' && state === 'running');
      found = this.#members.find(({ name }) => name === leader?.name);
      return found !== undefined;
    });
    if (!found) throw new Error('Nobody leads.');
    return found;
  }

  async #until(isSo: (seen: Seen) => boolean): Promise<void> {
    const deadline = Date.now() + 120_000;
    for (;;) {
      for (const { restPort } of this.#members) {
        const response = await fetch(`http://127.0.0.1:${restPort}/cluster`).catch(() => undefined);
        if (!response?.ok) continue;
        if (isSo((await response.json()) as Seen)) return;
        break; // The others know no more: all of them ask etcd.
      }
      if (Date.now() > deadline) throw new Error(`The cluster never came to be so: ${this.#said()}`);
      await sleep(200);
    }
  }

  #said(): string {
    return this.#members.map(({ name }) => readFileSync(join(this.#folder, `${name}.log`), 'utf8').slice(-500)).join();
  }

  #startEtcd(port: number, peerPort: number): void {
    const [client, peer] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
    this.#others.push(
      this.#run(programs.etcd, 'etcd', [
        ...['--name', 'e1', '--data-dir', join(this.#folder, 'etcd'), '--unsafe-no-fsync'],
        ...['--listen-client-urls', client, '--advertise-client-urls', client],
        ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `e1=${peer}`],
      ]),
    );
  }

  #startProxy(): void {
    const servers = this.#members.map(
      ({ name, port, restPort }) => `server ${name} 127.0.0.1:${port} check port ${restPort}`,
    );
    const file = this.#write('haproxy.cfg', [
      ...['defaults', 'mode tcp', 'timeout connect 1s', 'timeout client 1h', 'timeout server 1h', 'timeout check 2s'],
      ...['listen leader', `bind 127.0.0.1:${this.#proxyPort}`, 'option httpchk OPTIONS /primary'],
      'http-check expect status 200',
      'default-server inter 300ms fall 2 rise 1 on-marked-down shutdown-sessions',
      ...servers,
    ]);
    this.#others.push(this.#run(programs.haproxy, 'haproxy', ['-db', '-f', file]));
  }

  #configure({ name, port, restPort }: Member, etcd: number): void {
    const data = join(this.#folder, name);
    mkdirSync(data, { mode: 0o700 });
    own(data);
    const user = (username: string) => ({ username, password: 'x' });
    this.#write(`${name}.yml`, [
      JSON.stringify({
        scope: 'gatehouse',
        name,
        restapi: { listen: `127.0.0.1:${restPort}`, connect_address: `127.0.0.1:${restPort}` },
        etcd3: { host: `127.0.0.1:${etcd}` },
        bootstrap: {
          dcs: {
            ...{ ttl: 5, loop_wait: 1, retry_timeout: 2, synchronous_mode: true },
            ...{ primary_start_timeout: 0, master_start_timeout: 0 },
            postgresql: {
              use_pg_rewind: true,
              parameters: { wal_log_hints: 'on', shared_buffers: '64MB', max_connections: 100 },
            },
          },
          initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }],
        },
        postgresql: {
          ...{ listen: `127.0.0.1:${port}`, connect_address: `127.0.0.1:${port}`, data_dir: data, bin_dir: this.#bin },
          pgpass: join(this.#folder, `pgpass-${name}`),
          pg_hba: ['local all all trust', 'host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust'],
          parameters: { unix_socket_directories: this.#folder },
          authentication: { superuser: user('postgres'), replication: user('repl'), rewind: user('postgres') },
        },
      }),
    ]);
  }

  #startMember(member: Member): void {
    member.process = this.#run(programs.patroni, member.name, [join(this.#folder, `${member.name}.yml`)]);
  }

  /** Patroni first, so that it cannot start what it keeps anew. */
  #killMember({ name, process }: Member): void {
    process?.kill('SIGKILL');
    const file = join(this.#folder, name, 'postmaster.pid');
    const postmaster = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : Number.NaN;
    for (const pid of [postmaster, ...childrenOf(postmaster)]) kill(pid);
  }

  #write(name: string, lines: readonly string[]): string {
    const file = join(this.#folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    own(file);
    return file;
  }

  #run(program: string, name: string, args: readonly string[]): ChildProcess {
    const log = join(this.#folder, `${name}.log`);
    const script = 'log=$1; shift; exec "$@" >>"$log" 2>&1';
    return spawn('/bin/sh', ['-c', script, 'sh', log, program, ...args], {
      ...unprivileged(),
      ...{ cwd: this.#folder, stdio: 'ignore', env: { PATH: '/usr/bin:/bin' } },
    });
  }
}

function own(path: string): void {
  const user = unprivileged();
  if (user) chownSync(path, user.uid, user.gid);
}
