import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, it } from 'node:test';
import { emptyOrganization, everybody, hashOf, run } from '../cli/import.fixture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { storeArguments } from '../support/operator.ts';
import { start } from '../support/process.ts';

const gatehouse = useGatehouse();
const people = 8_000;
const hash = hashOf('gr33n-lantern-oil');

function* lines(): Generator<string> {
  yield '{"gatehouse":"people","version":1}\n';
  for (let n = 0; n < people; n += 1) {
    const userName = `pupil-${(n * 7919) % 100_003}`;
    const person = { userName, email: `${userName}@school.example`, createdAt: 1, legacyId: n + 1 };
    yield `${JSON.stringify({ ...person, groups: [`House ${n % 4}`], passwordHash: hash, passwordChangedAt: 1 })}\n`;
  }
}

/** What an export has of everybody but the ids, which are made anew in each import. */
async function directoryOf(organization: string, folder: string): Promise<string> {
  const file = join(folder, `${organization}.jsonl`);
  const { code, stderr } = await run(gatehouse, 'export', file, '--organization', organization);
  assert.equal(code, 0, stderr);
  return (await readFile(file, 'utf8')).replaceAll(/"id":"[^"]*",?|"createdAt":\d{10,},?/g, '');
}

describe('an import that is killed', () => {
  it('has nobody by half, and goes on when it is given again, to the same directory', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'people.jsonl');
    await pipeline(Readable.from(lines()), createWriteStream(file));
    const [killed, whole] = [await emptyOrganization(gatehouse), await emptyOrganization(gatehouse)];
    const args = ['import', file, '--organization', killed.name, '--format', 'gatehouse', '--json'];
    const { child } = start([...args, ...(await storeArguments(gatehouse))], {});
    const ended = once(child, 'close');
    // The first line of somebody who was created comes when a batch has been written, and the next one is.
    await once(child.stdout ?? child, 'data');
    child.kill('SIGKILL');
    await ended;
    const records = await everybody(gatehouse, killed.id);
    assert.ok(records.length > 0 && records.length < people, `${records.length}`);
    for (const { credential, groups } of records) {
      assert.equal(credential?.passwordHash, hash);
      assert.equal(groups.length, 1);
    }
    for (const { name } of [killed, whole]) {
      const { code, stderr } = await run(gatehouse, 'import', file, '--organization', name, '--format', 'gatehouse');
      assert.equal(code, 0, stderr);
    }
    const directory = await directoryOf(killed.name, folder.path);
    assert.equal(directory.match(/"userName"/g)?.length, people);
    assert.equal(directory, await directoryOf(whole.name, folder.path));
  });
});
