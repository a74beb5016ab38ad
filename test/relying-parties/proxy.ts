import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { certificate, privateKey } from '../support/certificate.ts';
import { fetchThrough } from '../support/fetch-through.ts';
import { endWithTests } from '../support/process.ts';
import { until } from '../support/until.ts';

const deploy = join(import.meta.dirname, '../../deploy');

/** A program that does TLS in front of the server. */
export interface ReverseProxy {
  readonly name: string;
  /** As Debian, or its own project, installs it. */
  readonly program: string;
  /** How it comes there, unless Debian has it. */
  readonly from?: string;
  readonly args: (place: Place) => readonly string[];
  /** In `deploy`: for a host of its own, and for a path of a shared one. */
  readonly files: Readonly<Record<Kind, string>>;
  /** What the file says in which they stand. On the shared host, every other path is the neighbour's. */
  readonly settings: (files: Readonly<Record<Kind, string>>, place: Place) => string;
}

/** A server has its host to itself, or shares it. */
type Kind = 'own' | 'shared';

/** Where the proxy listens, on 127.0.0.1: for each kind with TLS, and for the first one without. */
export type Ports = Readonly<Record<Kind | 'plain', number>>;

interface Place {
  /** The process may write here. */
  readonly folder: string;
  readonly file: string;
  readonly ports: Ports;
  readonly certificate: string;
  readonly key: string;
}

export const whyLeftOut = ({ program, name, from = `apt-get install ${name}` }: ReverseProxy): string | false =>
  !existsSync(program) && `left out: ${from}`;

/** A client at an address that is not that of the proxy, which trusts the certificate of the proxy. */
export const elsewhere = {
  address: '127.0.0.2',
  fetch: fetchThrough(new Agent({ ca: certificate, family: 4, localAddress: '127.0.0.2' })),
};

/** Nobody's ids on Debian, for tests that root runs. */
const nobody = { uid: 65_534, gid: 65_534 };

/** Runs the proxy with its files in `deploy`, as an ordinary user, in front of these servers. */
export async function startProxy(
  proxy: ReverseProxy,
  ports: Ports,
  servers: Readonly<Record<Kind, string>>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
  after(() => rm(folder, { recursive: true }));
  // Traefik goes by the ending, the others do not mind.
  const [file, pem, key] = [join(folder, 'settings.yaml'), join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const place = { folder, file, ports, certificate: pem, key };
  const said = (kind: Kind) =>
    readFileSync(join(deploy, proxy.files[kind]), 'utf8')
      .replace('/etc/ssl/id.example.com.pem', pem)
      .replace('/etc/ssl/id.example.com.key', key)
      .replaceAll('id.example.com', 'localhost')
      .replace('127.0.0.1:8080', new URL(servers[kind]).host);
  await Promise.all([
    writeFile(pem, certificate),
    writeFile(key, privateKey),
    writeFile(file, proxy.settings({ own: said('own'), shared: said('shared') }, place)),
  ]);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const path of [folder, pem, key, file]) await chown(path, nobody.uid, nobody.gid);
  const env = { PATH: process.env.PATH, HOME: folder };
  endWithTests(
    spawn(proxy.program, proxy.args(place), {
      ...{ env, stdio: ['ignore', 'ignore', 'inherit'] },
      ...(isRoot ? nobody : {}),
    }),
  );
  const url = `https://localhost:${ports.own}/health/live`;
  await until(async () => (await elsewhere.fetch(url).catch(() => undefined))?.status === 200);
}
