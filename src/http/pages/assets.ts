import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { publishModule } from './browser-module.ts';

/** A file that pages refer to, kept in memory. Its name contains the digest of its content, so it never changes. */
interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Compressed once, when it is first asked for. */
  readonly gzipped: () => Promise<Buffer>;
}

export interface Assets {
  readonly style: string;
  readonly script: string;
  readonly logo: string;
  /** The strength estimator: its scripts in the order in which they run. */
  readonly estimator: readonly string[];
  find(name: string): Asset | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const here = import.meta.dirname;

function loadAssets(): Assets {
  const assets = new Map<string, Asset>();
  const publish = (name: string, content: string | Buffer): string => {
    const body = Buffer.from(content);
    const extension = extname(name);
    const digest = hash('sha256', body).slice(0, 12);
    const published = `${name.slice(0, -extension.length)}-${digest}${extension}`;
    assets.set(published, { type: types[extension] ?? '', body, gzipped: once(() => promisify(gzip)(body)) });
    return published;
  };
  const read = (name: string) => readFileSync(join(here, 'assets', name));
  const gate = publish('gate.svg', read('gate.svg'));
  return {
    style: publish('style.css', String(read('style.css')).replace('gate.svg', gate)),
    script: publishModule(join(here, 'browser/page.ts'), ({ name, source }) => publish(name, source)),
    logo: publish('logo.svg', read('logo.svg')),
    estimator: estimatorScripts.map(([name, script]) => publish(name, readFileSync(script()))),
    find: (name) => assets.get(name),
  };
}

/** The packages bring a script for browsers beside the modules that are resolved here. */
const besideMain = (main: string): string => join(dirname(fileURLToPath(main)), 'zxcvbn-ts.js');

const estimatorScripts: readonly (readonly [name: string, path: () => string])[] = [
  ['strength.js', () => besideMain(import.meta.resolve('@zxcvbn-ts/core'))],
  ['strength-common.js', () => besideMain(import.meta.resolve('@zxcvbn-ts/language-common'))],
  ['strength-en.js', () => besideMain(import.meta.resolve('@zxcvbn-ts/language-en'))],
];

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Most starts show no page, so they are read for the first one. */
export const loadedAssets = once(loadAssets);
