import assert from 'node:assert/strict';
import { copyFile, rm, truncate, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { StartupError } from '../errors.ts';
import { everywhere } from '../outgoing/reachable.ts';
import { linesOf, useFolder } from './corpus.fixture.ts';
import { RangeLookUp } from './range-look-up.ts';
import { serveRanges } from './range-server.fixture.ts';
import { BreachedSources } from './sources.ts';

/** A folder, and what a server makes of the filter in it. */
async function useSources(ranges?: RangeLookUp) {
  const folder = await useFolder();
  const log: string[] = [];
  const write = (_fields: object, message: string) => void log.push(message);
  const sources = new BreachedSources({ file: folder.target, ranges, log: { info: write, warn: write } });
  return {
    ...folder,
    log,
    sources,
    importAll: async (...passwords: readonly string[]) =>
      await folder.import([await folder.put('corpus.txt', linesOf(passwords))]),
    async [Symbol.asyncDispose]() {
      await sources[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('breached passwords', () => {
  it('are not known where there is nothing to look them up in', async () => {
    await using world = await useSources();
    assert.deepEqual([await world.sources.isAvailable(), await world.sources.find('one')], [false, undefined]);
  });

  it('are looked up in a filter from the moment on in which it is put in place, and then in the one that replaces it', async () => {
    await using world = await useSources();
    const { sources } = world;
    assert.equal(await sources.find('one'), undefined);
    await world.importAll('one');
    assert.deepEqual([await sources.find('one'), await sources.find('two')], ['found', 'absent']);
    await world.importAll('two', 'three');
    assert.deepEqual([await sources.find('one'), await sources.find('two')], ['absent', 'found']);
    assert.equal((await sources.current())?.facts.entries, 2);
  });

  it('are looked up in the filter before while a damaged one is in its place, and the operator is told', async () => {
    await using world = await useSources();
    const { sources, target } = world;
    await world.importAll('one');
    assert.equal(await sources.find('one'), 'found');
    await rm(target);
    await writeFile(target, 'no filter');
    assert.deepEqual([await sources.find('one'), await sources.find('two')], ['found', 'absent']);
    assert.equal(world.log.at(-1), 'the new filter of breached passwords is not used');
    await world.importAll('two');
    assert.equal(await sources.find('two'), 'found');
  });

  it('are looked up in a filter that was taken away until the server ends', async () => {
    await using world = await useSources();
    await world.importAll('one');
    assert.equal(await world.sources.find('one'), 'found');
    await rm(world.target);
    assert.equal(await world.sources.find('one'), 'found');
    assert.match(world.log.at(-1) ?? '', /no longer there/);
  });

  it('cannot be looked up in a damaged filter when there is none before it, nor when that was written over', async () => {
    await using world = await useSources();
    const { sources, target } = world;
    await writeFile(target, 'no filter');
    await assert.rejects(sources.find('one'), StartupError);
    await rm(target);
    await world.importAll('one');
    assert.equal(await sources.find('one'), 'found');
    await copyFile(target, `${target}.whole`);
    await truncate(target, 5000);
    await assert.rejects(sources.find('one'), StartupError);
    await copyFile(`${target}.whole`, target);
    assert.equal(await sources.find('one'), 'found');
  });

  it('are looked up online where they are not in the filter', async () => {
    await using server = await serveRanges(['three']);
    const log = { warn: () => assert.fail() };
    const ranges = new RangeLookUp({
      url: server.url,
      mayReach: everywhere,
      log,
      now: () => performance.now(),
      deadlineMs: 60_000,
    });
    await using world = await useSources(ranges);
    const { sources } = world;
    assert.deepEqual([await sources.isAvailable(), await sources.find('one')], [true, 'absent']);
    await world.importAll('one');
    const found = await Promise.all(['one', 'two', 'three'].map((password) => sources.find(password)));
    assert.deepEqual(found, ['found', 'absent', 'found']);
    assert.equal(server.asked.length, 3);
  });
});
