import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { circlesOf, imports, ownImports, roomOf, sources } from './support/imports.ts';
import { floorOf, floors, seenFrom, typesAlone } from './support/rooms.ts';

const root = resolve(import.meta.dirname, '..');
const api = join(root, 'src/http/api');

/** What only one room may know of technology. */
const ownedPackages: Readonly<Record<string, readonly string[]>> = {
  kysely: ['store'],
  'node:sqlite': ['store'],
  pg: ['store'],
  fastify: ['http'],
  'oidc-provider': ['token'],
  jose: ['token'],
  '@node-rs/argon2': ['password'],
  pino: ['observe'],
  'prom-client': ['observe'],
  '@opentelemetry/api': ['observe'],
  '@opentelemetry/exporter-trace-otlp-http': ['observe'],
  '@opentelemetry/resources': ['observe'],
  '@opentelemetry/sdk-trace': ['observe'],
  nodemailer: ['mail'],
  'node-forge': ['pkcs12'],
  parse5: ['directory'],
  tar: ['backup'],
  'age-encryption': ['backup'],
  'csv-parse': ['csv'],
};

describe('the structure of the source', () => {
  it('has a floor for every room, and lets it see lower ones alone', () => {
    assert.deepEqual(
      [...new Set(sources.map(({ file }) => roomOf(file)))].filter((room) => floorOf(room) < 0),
      [],
    );
    const upwards = floors.flatMap((floor, height) =>
      Object.keys(floor).flatMap((room) => seenFrom(room).filter((seen) => !(floorOf(seen) < height))),
    );
    assert.deepEqual(upwards, []);
  });

  it('lets each room import only what it may see', () => {
    const trespassers = ownImports
      .filter(({ room, target, typeOnly }) => {
        const entered = roomOf(target);
        if (entered === room || floorOf(entered) === 0) return false;
        return !seenFrom(room).includes(entered) || (!typeOnly && typesAlone[room]?.includes(entered));
      })
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    assert.deepEqual(trespassers, []);
  });

  it('says of no room that it sees what it does not', () => {
    const unseen = floors.flatMap((floor) =>
      Object.entries(floor).flatMap(([room, seen]) => {
        const entered = new Set(ownImports.flatMap((one) => (one.room === room ? [roomOf(one.target)] : [])));
        return seen === 'everything' ? [] : seen.filter((one) => !entered.has(one)).map((one) => `${room}: ${one}`);
      }),
    );
    assert.deepEqual(unseen, []);
  });

  it('is looked through by what finds a circle where there is one', () => {
    assert.deepEqual(circlesOf('ab bc ca cd dd'.split(' ').map(([from = '', to = '']) => [from, to])), [
      'a → b → c → a',
      'd → d',
    ]);
  });

  it('has no circle of files, types included', () => {
    const arrows = ownImports.map(({ file, target }) => [file, target] as const);
    assert.deepEqual(circlesOf(arrows), []);
  });

  it('has no file of more than 300 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 301).map(({ file }) => file);
    assert.deepEqual(long, []);
  });

  it('lets the API reach the directory through use cases alone, which ask for the right', () => {
    const readers = readdirSync(api).filter((file) => {
      const text = readFileSync(join(api, file), 'utf8');
      return /\b(?:store|tables)\.\w+(?!\w|')|\}: (?:Store|Tables|Pick<(?:Store|Tables))\b/.test(text);
    });
    assert.deepEqual(readers, []);
  });

  it('keeps each technology in the room that owns it', () => {
    const strays = imports
      .filter(({ specifier, room }) => ownedPackages[packageOf(specifier)]?.includes(room) === false)
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    assert.deepEqual(strays, []);
  });

  it('reads and writes hashes of passwords where they are sealed and opened, and nowhere else', () => {
    // These count them, or handle them as they lie in the store.
    const unopened = ['administrators', 'credential-survey', 'hash-costs', 'stored-hashes'].map(
      (name) => `store/${name}.ts`,
    );
    const strays = sources
      .filter(({ file }) => /^store\/[^/]+\.ts$/.test(file) && !unopened.includes(file))
      .filter(({ text }) => /\bpassword_hash\b/.test(text) && !/\bpepper\.(?:open|seal)\b/.test(text))
      .map(({ file }) => file);
    assert.deepEqual(strays, []);
  });

  it('verifies a stored hash only where an attempt was reserved, which attempts.ts alone can do', () => {
    const offenders = sources.flatMap(({ file, text }) => {
      // The compiler asks for the proof wherever the port is used; the pool behind it would take a hash without.
      const holdsPool = /^import \{[^}]*\bHashPool\b[^}]*\} from/m.test(text);
      const castsProof = /\bas (?:unknown as )?Attempt\b/.test(text);
      const calls = [...text.matchAll(/\.verify(?:AndHash)?\((?:[^()]|\([^()]*\))*\)/g)].map(([call]) => call);
      const isBlind = calls.some((call) => /hasher|hash/i.test(call) && !/\battempt\b/.test(call));
      const isAllowed = {
        holdsPool: file === 'server/capacity.ts',
        isBlind: /^password\/hash(-pool)?\b/.test(file),
      };
      const faults = [holdsPool && !isAllowed.holdsPool, castsProof, isBlind && !isAllowed.isBlind];
      return faults.includes(true) ? [file] : [];
    });
    assert.deepEqual(offenders, []);
  });

  it('waits for nothing at the top of a file of tests that shares its process with others, which are loaded at once', () => {
    const folders = globSync('test/*/together.ts', { cwd: root, exclude: ['test/support/**'] }).map(dirname);
    const shared = globSync(['src/**/*.test.ts', ...folders.map((folder) => `${folder}/*.test.ts`)], { cwd: root });
    assert.ok(folders.length > 5 && shared.length > 500, `${folders.length} ${shared.length}`);
    const waiting = /^(?:(?:export )?(?:const|let) [^=\n]*= )?await\b/m;
    assert.deepEqual(
      shared.filter((file) => waiting.test(readFileSync(join(root, file), 'utf8'))),
      [],
    );
  });
});

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
