import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** The rooms of `src` that a room may import, besides itself and what is everybody's. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  admission: ['directory'],
  directory: ['admission', 'password'],
  password: ['admission', 'directory'],
  token: ['admission', 'directory', 'outgoing', 'password'],
  store: ['directory', 'password'],
  json: [],
  http: ['admission', 'directory', 'json', 'password'],
  mail: ['directory', 'outgoing', 'password'],
  seed: ['directory', 'password'],
  outgoing: ['directory'],
  observe: [],
  backup: ['store'],
  pkcs12: [],
};

/** What stands beside the rooms for all of them. */
const ofEverybody = ['errors.ts', 'turns.ts', 'version.ts'];

/** What only one room may know of technology. */
const ownedPackages: Readonly<Record<string, readonly string[]>> = {
  kysely: ['store'],
  'node:sqlite': ['store'],
  fastify: ['http'],
  'oidc-provider': ['token'],
  jose: ['token'],
  '@node-rs/argon2': ['password'],
  pino: ['observe'],
  nodemailer: ['mail'],
  'node-forge': ['pkcs12'],
  parse5: ['directory'],
  tar: ['backup'],
  'age-encryption': ['backup'],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

interface Source {
  readonly file: string;
  readonly text: string;
}

const sources: readonly Source[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }));

const imports: readonly Import[] = sources.flatMap((source) => importsOf(source));

function importsOf({ file, text }: Source): Import[] {
  const [room = ''] = file.split('/');
  const statements = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^;]*?\sfrom\s)?'([^']+)'/gm);
  return [...statements].map(([, type, specifier = '']) => ({ file, room, specifier, typeOnly: type !== undefined }));
}

describe('the structure of the source', () => {
  it('lets each room import only the rooms it may know', () => {
    const trespassers = imports
      .filter(({ room, specifier }) => specifier.startsWith('.') && room in mayImport)
      .filter(({ file, room, specifier, typeOnly }) => {
        const [target = ''] = relative(src, resolve(src, dirname(file), specifier)).split('/');
        return (
          target !== room &&
          !ofEverybody.includes(target) &&
          !mayImport[room]?.includes(target) &&
          !(typeOnly && isPort(room, target))
        );
      })
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    assert.deepEqual(trespassers, []);
  });

  it('lets the API reach the directory through use cases alone, which ask for the right', () => {
    const readers = readdirSync(join(src, 'http/api')).filter((file) => {
      const text = readFileSync(join(src, 'http/api', file), 'utf8');
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

  it('verifies a stored hash only where an attempt was reserved, which attempts.ts alone can do', () => {
    const offenders = sources.flatMap(({ file, text }) => {
      // The compiler asks for the proof wherever the port is used; the pool behind it would take a hash without.
      const holdsPool = /^import \{[^}]*\bHashPool\b[^}]*\} from/m.test(text);
      const castsProof = /\bas (?:unknown as )?Attempt\b/.test(text);
      const calls = [...text.matchAll(/\.verify\((?:[^()]|\([^()]*\))*\)/g)].map(([call]) => call);
      const isBlind = calls.some((call) => /hasher|hash/i.test(call) && !/\battempt\b/.test(call));
      const isAllowed = {
        holdsPool: file === 'capacity.ts' || file === 'server.ts',
        isBlind: /^password\/hash(-pool)?\b/.test(file),
      };
      const faults = [holdsPool && !isAllowed.holdsPool, castsProof, isBlind && !isAllowed.isBlind];
      return faults.includes(true) ? [file] : [];
    });
    assert.deepEqual(offenders, []);
  });
});

/**
 * Types alone may cross where one side declares what it needs or offers: the store implements it, HTTP writes to the
 * log, and the pages call the token service.
 */
const isPort = (room: string, target: string): boolean =>
  (room === 'store' && (target === 'token' || target === 'mail')) ||
  (room === 'http' && (target === 'observe' || target === 'token'));

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
