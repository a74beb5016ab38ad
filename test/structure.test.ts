import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { circlesOf, imports, roomOf, sources } from './support/imports.ts';

const api = resolve(import.meta.dirname, '../src/http/api');

/** The rooms of `src` that a room may import, besides itself and what is everybody's. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  admission: ['directory'],
  directory: ['admission', 'password'],
  password: ['admission', 'directory'],
  token: ['admission', 'directory', 'outgoing', 'password'],
  store: ['directory', 'password'],
  http: ['admission', 'directory', 'password'],
  mail: ['directory', 'outgoing', 'password'],
  seed: ['directory', 'password'],
  outgoing: ['directory'],
  observe: [],
  backup: ['store'],
  pkcs12: [],
};

/** What stands beside the rooms for all of them. */
const ofEverybody = ['errors.ts', 'turns.ts', 'version.ts'];

/** Files that are still on circles. */
const inCircles: readonly string[] = ['token/endpoints/endpoints.ts', 'token/provider/provider.ts'];

/** What only one room may know of technology. */
const ownedPackages: Readonly<Record<string, readonly string[]>> = {
  kysely: ['store'],
  'node:sqlite': ['store'],
  fastify: ['http'],
  'oidc-provider': ['token'],
  '@node-rs/argon2': ['password'],
  pino: ['observe'],
  nodemailer: ['mail'],
  'node-forge': ['pkcs12'],
  parse5: ['directory'],
  tar: ['backup'],
  'age-encryption': ['backup'],
};

describe('the structure of the source', () => {
  it('lets each room import only the rooms it may know', () => {
    const trespassers = imports
      .filter(({ room, target, typeOnly }) => {
        if (target === undefined || !(room in mayImport)) return false;
        const entered = roomOf(target);
        const isKnown = entered === room || ofEverybody.includes(entered) || mayImport[room]?.includes(entered);
        return !isKnown && !(typeOnly && isPort(room, entered));
      })
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    assert.deepEqual(trespassers, []);
  });

  it('has no circle of files, types included', () => {
    const arrows = imports.flatMap(({ file, target }) => (target === undefined ? [] : [[file, target] as const]));
    const others = circlesOf(arrows).filter((circle) => !inCircles.some((file) => circle.includes(file)));
    assert.deepEqual(others, []);
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
