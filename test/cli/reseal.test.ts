import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { readConfig } from '../../src/config/read.ts';
import { hostId } from '../../src/directory/organization.ts';
import type { Sealer } from '../../src/directory/sealer.ts';
import type { Store } from '../../src/directory/store.ts';
import { type RunningServer, startServer } from '../../src/server/start.ts';
import { mailSettings } from '../../src/store/mail-settings.ts';
import { type Connection, openStore } from '../../src/store/open.ts';
import { onEmbedded } from '../../src/store/store.fixture.ts';
import { createStore } from '../../src/store/store.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { send } from '../support/http.ts';
import { copyData, copyExampleData, locationIn, placeOf, storeFlags } from '../support/store.ts';
import { world } from '../support/world.ts';

const externalUrl = 'https://id.example.test';
const main = resolve(import.meta.dirname, '../../src/main.ts');
const smtpPassword = 'hedwig-carries-it';

type Environment = Record<string, string>;
const inVariable = (key: string): Environment => ({ GATEHOUSE_INSTALLATION_KEY: key });

const newToken = async (url: string): Promise<string> => {
  const { id, secret } = world.application;
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  const { status, json } = await send(`${url}/identity/connect/token`, { method: 'POST', body: form });
  assert.equal(status, 200);
  return json.access_token;
};

interface Opened {
  readonly db: Connection;
  readonly sealer: Sealer;
  readonly store: Store;
}

async function withStore<T>(data: string, key: string, work: (opened: Opened) => Promise<T>): Promise<T> {
  const db = openStore(await locationIn(data));
  const sealer = createSealer(Buffer.from(key, 'base64'));
  return await work({ db, sealer, store: createStore(db, sealer) }).finally(() => db.destroy());
}

interface Installed {
  readonly data: string;
  readonly key: string;
  /** A token that the server has issued. */
  readonly issued: string;
}

/** Starts a server in this process, with the keys that the variables or the file have. */
async function start(data: string, environment: Environment = {}): Promise<RunningServer> {
  const flags = { data, port: '0', 'external-url': externalUrl, ...(await storeFlags(data)) };
  const log = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} };
  return await startServer(await readConfig({ flags, environment }), log, () => {});
}

let made: Promise<Installed> | undefined;

/** A stopped installation that has everything that is sealed: signing keys, a password of a mail server, a link. */
async function makeInstallation(): Promise<Installed> {
  const data = await copyExampleData();
  process.once('exit', () => rmSync(data, { recursive: true }));
  const first = await start(data);
  const issued = await newToken(first.url);
  await first.stop();
  const key = (await readFile(join(data, 'installation.key'), 'utf8')).trim();
  await withStore(data, key, async ({ store }) => {
    await store.transaction(async ({ settings, outbox }) => {
      await settings.put(world.organization.id, 'Email.Smtp.Host', '127.0.0.1');
      await settings.put(world.organization.id, 'Email.Smtp.Port', '1');
      await settings.put(world.organization.id, 'Email.Smtp.Password', smtpPassword);
      const link = { path: '/reset?secret=1', expiresAt: Date.now() + 3_600_000 };
      const notice = { organizationId: world.organization.id, userId: world.harry.id, at: Date.now() };
      await outbox.put({ ...notice, kind: 'ForgotPassword', link });
    });
  });
  return { data, key, issued };
}

/** A copy of one that is made once. */
async function installation() {
  made ??= makeInstallation();
  const { data: from, ...installed } = await made;
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  await copyData(from, data);
  return { ...(await houseIn({ data, ...installed })), [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

/** What can be done with an installation, or with a copy of one. */
async function houseIn({ data, key, issued }: Installed) {
  const file = join(data, 'installation.key');
  const place = await placeOf(data);

  /** What of it a key opens. */
  const opens = (text: string) =>
    withStore(data, text, async ({ db, sealer, store }) => {
      const keys = await db.selectFrom('signing_keys').selectAll().execute();
      const [letter] = await db.selectFrom('outbox').selectAll().where('kind', '=', 'ForgotPassword').execute();
      const { link = '' } = JSON.parse(letter?.payload ?? '{}');
      const levels = await mailSettings(db, sealer).smtp(world.organization.id);
      return {
        keys: keys.filter((one) => sealer.unseal(one.sealed_private_jwk, `signing-key ${one.id}`) !== undefined).length,
        link: sealer.unseal(link, `outbox ${world.organization.id}/${letter?.id}`),
        hasPassword: JSON.stringify(levels).includes(smtpPassword),
        log: (await store.audit.head(hostId))?.isGenuine,
      };
    });
  const everything = { keys: 1, link: '/reset?secret=1', hasPassword: true, log: true };
  const nothing = { keys: 0, link: undefined, hasPassword: false, log: false };

  /** The server starts with the key, takes tokens of before and has a whole audit log. */
  const works = async (running: Environment = {}) => {
    const server = await start(data, running);
    const headers = { authorization: `Bearer ${issued}` };
    const answer = await send(`${server.url}/identity/api/User/${world.harry.id}`, { headers });
    const after = await newToken(server.url);
    await server.stop();
    assert.equal(answer.status, 200, answer.text);
    assert.equal(decodeProtectedHeader(after).kid, decodeProtectedHeader(issued).kid);
    const verified = await runCommand(['audit', 'verify', ...place], { environment: running });
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  };
  const reseal = (args: readonly string[] = [], given: Environment = {}) =>
    runCommand(['keys', 'reseal', ...place, ...args], { environment: given });
  const sealedKey = () =>
    withStore(data, key, async ({ db }) => {
      const { sealed_private_jwk } = await db.selectFrom('signing_keys').selectAll().executeTakeFirstOrThrow();
      return sealed_private_jwk;
    });
  return { data, file, key, issued, place, opens, everything, nothing, works, reseal, sealedKey };
}

describe('gatehouse keys reseal', () => {
  it('seals and signs everything under a new key in the file; the old one opens nothing', async () => {
    await using house = await installation();
    assert.deepEqual(await house.opens(house.key), house.everything);
    const { code, stdout, stderr } = await house.reseal();
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'Sealed again: 1 signing keys, 1 passwords of mail servers, 1 links of letters.\n');
    const next = (await readFile(house.file, 'utf8')).trim();
    assert.notEqual(next, house.key);
    assert.deepEqual(await house.opens(next), house.everything);
    assert.deepEqual(await house.opens(house.key), house.nothing);
    assert.ok(!stdout.includes(next) && !stderr.includes(next));
    await house.works();
    const entries = await withStore(house.data, next, ({ db }) =>
      db.selectFrom('audit_entries').select('details').where('category', '=', 'InstallationKey').execute(),
    );
    assert.deepEqual(
      entries.map(({ details }) => JSON.parse(details).signingKeys),
      [1],
    );
  });

  it('leaves nothing that the old key has sealed in free pages of the file', onEmbedded, async () => {
    await using house = await installation();
    const before = await house.sealedKey();
    assert.equal((await house.reseal()).code, 0);
    const bytes = await readFile(join(house.data, 'gatehouse.db'));
    assert.deepEqual([bytes.includes(await house.sealedKey()), bytes.includes(before)], [true, false]);
  });

  it('takes the new key from a variable where the old one is in one', async () => {
    await using house = await installation();
    const [old, next] = [house.key, randomBytes(32).toString('base64')];
    await rm(house.file);
    const unsaid = await house.reseal([], inVariable(old));
    assert.equal(unsaid.code, 2);
    assert.match(unsaid.stderr, /put the new one into GATEHOUSE_NEW_INSTALLATION_KEY/);
    const wrong = await house.reseal([], { ...inVariable(old), GATEHOUSE_NEW_INSTALLATION_KEY: 'short' });
    assert.match(wrong.stderr, /^gatehouse: GATEHOUSE_NEW_INSTALLATION_KEY is not 32 bytes in base64\.\n$/);
    assert.deepEqual(await house.opens(old), house.everything);
    const done = await house.reseal([], { ...inVariable(old), GATEHOUSE_NEW_INSTALLATION_KEY: next });
    assert.equal(done.code, 0, done.stderr);
    await house.works(inVariable(next));
    await assert.rejects(start(house.data, inVariable(old)), /does not open the signing keys/);
  });

  it('takes it from there as well where the old one is in a file of its own, which stays as it is', async () => {
    await using house = await installation();
    const [old, next] = [house.key, randomBytes(32).toString('base64')];
    await rm(house.file);
    const file = join(house.data, '..', 'key');
    await writeFile(file, `${old}\n`);
    const inFile = { GATEHOUSE_INSTALLATION_KEY_FILE: file };
    assert.match((await house.reseal([], inFile)).stderr, /put the new one into GATEHOUSE_NEW_INSTALLATION_KEY/);
    const done = await house.reseal([], { ...inFile, GATEHOUSE_NEW_INSTALLATION_KEY: next });
    assert.equal(done.code, 0, done.stderr);
    assert.equal(await readFile(file, 'utf8'), `${old}\n`);
    await assert.rejects(start(house.data, inFile), /does not open the signing keys/);
    await writeFile(file, next);
    await house.works(inFile);
  });

  it('leaves a key file that opens the store at whatever moment it is interrupted', async () => {
    await using house = await installation();
    const { file, key, issued } = house;
    const data = join(house.data, '..', 'before');
    await copyData(house.data, data);
    assert.equal((await house.reseal()).code, 0);
    const next = (await readFile(file, 'utf8')).trim();
    const both = `${key}\n${next}\n`;

    // After the store was sealed anew, before the old key was taken out of the file.
    await writeFile(file, both);
    await house.works();
    assert.equal(await readFile(file, 'utf8'), `${next}\n`);

    // Before the store was sealed anew.
    const earlier = await houseIn({ data, key, issued });
    await writeFile(earlier.file, both);
    await earlier.works();
    assert.equal(await readFile(earlier.file, 'utf8'), `${key}\n`);

    await writeFile(earlier.file, both);
    const again = await earlier.reseal();
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(await earlier.opens((await readFile(earlier.file, 'utf8')).trim()), house.everything);
  });

  it('survives being killed', async () => {
    await using house = await installation();
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, [main, 'keys', 'reseal', ...house.place], { stdio: 'ignore' });
      const timer = setTimeout(() => child.kill('SIGKILL'), 150 + round * 120);
      await once(child, 'exit');
      clearTimeout(timer);
      await house.works();
      assert.deepEqual(await house.opens((await readFile(house.file, 'utf8')).trim()), house.everything);
    }
  });

  it('begins anew where the key is lost, without what it sealed, and says how much that was', async () => {
    await using house = await installation();
    const kept = await house.reseal(['--lost']);
    assert.match(kept.stderr, /The key is not lost: it opens the store/);
    await writeFile(house.file, `${randomBytes(32).toString('base64')}\n`);
    assert.match((await house.reseal()).stderr, /If the right one is lost, see --lost/);
    assert.match((await house.reseal(['--lost'])).stderr, /does not open this store\. Move it away first/);
    await rm(house.file);
    assert.match((await house.reseal()).stderr, /is missing/);
    const { code, stdout, stderr } = await house.reseal(['--lost']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^3 of them could not be opened and are gone\.$/m);
    const server = await start(house.data);
    assert.equal(typeof (await newToken(server.url)), 'string');
    await server.stop();
    const verified = await runCommand(['audit', 'verify', ...house.place]);
    assert.equal(verified.code, 0, verified.stdout);
  });

  it('does not run beside a server, nor where nothing is sealed', async () => {
    await using house = await installation();
    const server = await start(house.data);
    assert.match((await house.reseal()).stderr, /Another Gatehouse process is using the data folder/);
    await server.stop();
    await using folder = await temporaryFolder();
    const empty = await runCommand(['keys', 'reseal', '--data', join(folder.path, 'none')]);
    assert.match(empty.stderr, /^gatehouse: There is no store in [^\n]+\n$/);
    const fresh = await runCommand(['keys', 'reseal', '--data', folder.path]);
    assert.match(fresh.stderr, /^gatehouse: Nothing is sealed yet\. [^\n]+\n$/);
  });
});
