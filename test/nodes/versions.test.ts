import assert from 'node:assert/strict';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createDatabase, findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { runCommand } from '../support/command.ts';
import { earlierProgram, noEarlierProgram } from '../support/earlier-program.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postChange, send, token } from '../support/http.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

// A rolling upgrade with two real versions: the earlier one has made the database, and goes on serving beside this one.

const skip = findPrograms() === undefined ? 'PostgreSQL 15 or later is not installed.' : noEarlierProgram;
const { id: userId } = world.harry;
const { id: partitionGlobalId, name: tenancyName } = world.organization;

interface Installation {
  readonly earlier: RunningProcess;
  readonly present: RunningProcess;
  /** Runs `gatehouse audit verify` of this version. */
  verify(): ReturnType<typeof runCommand>;
  /** Starts a node of the earlier version once more. */
  startEarlier(): Promise<RunningProcess>;
}

async function install(opened: AsyncDisposableStack): Promise<Installation> {
  const { path } = opened.use(await temporaryFolder());
  const { path: program } = opened.use(await earlierProgram());
  const [one, other, urlFile] = ['one', 'other', 'store-url'].map((name) => join(path, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(urlFile, await createDatabase('postgres:///template1'), { mode: 0o600 });
  const store = ['--store-url-file', urlFile];
  const common = [...store, '--external-url', 'http://127.0.0.1:8080'];
  const seed = ['--seed', join(program, 'examples/hogwarts.yaml')];
  const startEarlier = () => serve([...common, ...seed, '--data', one], { program });
  const earlier = await startEarlier();
  await mkdir(other, { mode: 0o700 });
  await copyFile(join(one, 'installation.key'), join(other, 'installation.key'));
  const present = await serve([...common, '--data', other]);
  const verify = () => runCommand(['audit', 'verify', ...store, '--data', other]);
  return { earlier, present, verify, startEarlier };
}

type Place = Pick<RunningProcess, 'url'>;

/** As older products do: answers an access token, or nothing when the password is wrong. */
async function signIn({ url }: Place, password: string): Promise<string | undefined> {
  const body = JSON.stringify({ tenancyName, usernameOrEmailAddress: 'harry.potter', password });
  const headers = { 'content-type': 'application/json' };
  return (await send(`${url}/api/Account/Authenticate`, { method: 'POST', headers, body })).json.result ?? undefined;
}

const ask = ({ url }: Place, bearer: string, path: string, init: RequestInit = {}) =>
  send(`${url}/identity/api${path}`, {
    ...init,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
  });

describe('an earlier version and this one on one database', { skip }, () => {
  const opened = new AsyncDisposableStack();
  let installation: Installation;
  before(async () => {
    installation = await install(opened);
  });
  after(async () => {
    await Promise.all([installation?.earlier.end('SIGTERM'), installation?.present.end('SIGTERM')]);
    await opened.disposeAsync();
  });

  for (const [one, other, before, next] of [
    ['earlier', 'present', world.harry.password, 'patr0nu5-account'],
    ['present', 'earlier', 'patr0nu5-account', 'r1ddikulus-account'],
  ] as const) {
    it(`are one: what the ${one} version does holds for the ${other} one`, async () => {
      const [here, there] = [installation[one], installation[other]];
      const bearer = await token(here, 'PM.User');
      const userName = `made.by.${one}`;
      const body = JSON.stringify({ partitionGlobalId, id: null, userName, password: next });
      assert.equal((await ask(here, bearer, '/User', { method: 'POST', body })).status, 200);
      const list = await ask(there, bearer, `/User/users/${partitionGlobalId}?searchTerm=${userName}`);
      assert.equal(list.json.results[0]?.userName, userName, 'its token counts, and its user is found');

      const mine = await signIn(there, before);
      assert.ok(mine, 'the password is right');
      const status = async (place: Place) => (await ask(place, mine, `/User/${userId}`)).status;
      for (const place of [here, there]) assert.notEqual(await status(place), 401, 'the token counts');
      const change = { oldPassword: before, newPassword: next };
      assert.equal((await postChange(here, { bearer, userId }, change)).status, 200);
      assert.equal(await status(here), 401);
      await until(async () => (await status(there)) === 401);
      assert.equal(await signIn(there, before), undefined);
      assert.ok(await signIn(there, next));
    });
  }

  it('write one audit log, which is whole', async () => {
    const { code, stdout, stderr } = await installation.verify();
    assert.equal(code, 0, stdout + stderr);
  });

  it('can be left in both directions: the earlier version starts on what this one has migrated', async () => {
    assert.equal(await installation.earlier.end('SIGTERM'), 0);
    installation = { ...installation, earlier: await installation.startEarlier() };
    assert.ok(await signIn(installation.earlier, 'r1ddikulus-account'));
  });
});
