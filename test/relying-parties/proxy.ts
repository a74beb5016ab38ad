import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { certificate, privateKey } from '../support/certificate.ts';
import { fetchThrough } from '../support/fetch-through.ts';
import { endWithTests } from '../support/process.ts';
import { until } from '../support/until.ts';
import { recipe } from './recipe.ts';

/** A program that does TLS in front of the server. */
export interface ReverseProxy {
  readonly name: string;
  /** As Debian installs it. */
  readonly program: string;
  readonly args: (place: Place) => readonly string[];
  /** Where the recipe stands in docs/connect.md: the heading above, and the language of the block. */
  readonly recipe: readonly [heading: string, language: string];
  /** What the file says in which the recipe stands. */
  readonly settings: (recipe: string, place: Place) => string;
}

interface Place {
  /** The process may write here. */
  readonly folder: string;
  readonly file: string;
  /** Where it listens, on 127.0.0.1. */
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

export const whyLeftOut = ({ program, name }: ReverseProxy): string | false =>
  !existsSync(program) && `left out: apt-get install ${name}`;

/** A client at an address that is not that of the proxy, which trusts the certificate of the proxy. */
export const elsewhere = {
  address: '127.0.0.2',
  fetch: fetchThrough(new Agent({ ca: certificate, family: 4, localAddress: '127.0.0.2' })),
};

/** Nobody's ids on Debian, for tests that root runs. */
const nobody = { uid: 65_534, gid: 65_534 };

/** Runs the proxy with the recipe of docs/connect.md, as an ordinary user, at `https://localhost:{port}`. */
export async function startProxy(proxy: ReverseProxy, port: number, server: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-test-'));
  after(() => rm(folder, { recursive: true }));
  const [file, pem, key] = [join(folder, 'settings'), join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const place = { folder, file, port, certificate: pem, key };
  const said = recipe(...proxy.recipe)
    .replace('/etc/ssl/id.example.com.pem', pem)
    .replace('/etc/ssl/id.example.com.key', key)
    .replaceAll('id.example.com', 'localhost')
    .replace('127.0.0.1:8080', new URL(server).host);
  await Promise.all([
    writeFile(pem, certificate),
    writeFile(key, privateKey),
    writeFile(file, proxy.settings(said, place)),
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
  const url = `https://localhost:${port}/health/live`;
  await until(async () => (await elsewhere.fetch(url).catch(() => undefined))?.status === 200);
}
