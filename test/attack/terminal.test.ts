import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { writeArchive } from '../../src/backup/archive.ts';
import { manifestName, storeName } from '../../src/backup/manifest.ts';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { storeArguments } from '../support/operator.ts';
import type { Finished } from '../support/process.ts';
import { world } from '../support/world.ts';

// What comes from elsewhere reaches the operator's terminal: it must not move the cursor, clear a line, or add one.

const gatehouse = useGatehouse();
const { id, name } = world.organization;

/** Ends the line with another verdict, and wipes away what follows. */
const hostile = 'ok\u001B[8m\u009B2K\u001B]0;owned\u0007\r\n\u202E';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal obeys.
const obeyed = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/;

function assertHarmless({ stdout, stderr }: Finished): void {
  assert.doesNotMatch(stdout, obeyed);
  assert.doesNotMatch(stderr, obeyed);
}

describe('what a command shows', () => {
  it('has nothing of an archive that speaks to the terminal, so that none writes its own verdict', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'archive.gz');
    const after = { sequence: 0, hash: '' };
    const lines = [
      { log: { organizationId: id, name: `${name} (${id}): ${hostile}`, after } },
      { end: { organizationId: id, ...after } },
    ];
    await writeFile(file, gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
    const checked = await runCommand(['audit', 'verify', '--archive', file, ...(await storeArguments(gatehouse))]);
    assert.equal(checked.code, 1, checked.stderr);
    assert.match(checked.stdout, /UNKNOWN to the store/);
    assert.equal(checked.stdout.split('\n').length, 2);
    assertHarmless(checked);
  });

  it('has nothing of a backup that speaks to the terminal', async () => {
    await using folder = await temporaryFolder();
    const at = (inside: string) => join(folder.path, inside);
    await writeFile(at(storeName), 'x');
    for (const manifest of [{ format: 2, version: hostile }, null]) {
      await writeFile(at(manifestName), JSON.stringify(manifest));
      const file = at(`${newId()}.tar.gz`);
      await writeArchive(file, folder.path, [manifestName, storeName], { kind: 'none' });
      const checked = await runCommand(['backup', 'verify', file]);
      assert.equal(checked.code, 1);
      assert.match(checked.stderr, /^gatehouse: .*tar\.gz was made by a newer Gatehouse/);
      assertHarmless(checked);
    }
  });

  it('has nothing of the names in the store that speaks to the terminal, and the whole of them as JSON', async () => {
    const { id: userId } = await createAccount(gatehouse, 'al0h0m0ra-account');
    const userName = `${userId}${hostile}`;
    await gatehouse.db.updateTable('users').set({ user_name: userName }).where('id', '=', userId).execute();
    const arguments_ = [userId, '--organization', name, '--generate', ...(await storeArguments(gatehouse))];
    const told = await runCommand(['user', 'set-password', ...arguments_]);
    assert.equal(told.code, 0, told.stderr);
    assertHarmless(told);
    const json = await runCommand(['user', 'set-password', ...arguments_, '--json']);
    assert.equal(JSON.parse(json.stdout).userName, userName);
    assertHarmless(json);
  });
});
