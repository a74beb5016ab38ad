import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isDiskMissing, makeDisk } from '../support/disk.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postChange, send, token } from '../support/http.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { world } from '../support/world.ts';

describe('a disk that does not confirm what was written', { skip: isDiskMissing && 'no compiler here' }, () => {
  it('leaves it to nobody to guess: the caller is told to look, nothing more is written, and a start puts it right', async () => {
    await using folder = await temporaryFolder();
    const disk = makeDisk(folder.path);
    const data = await copyExampleData(join(folder.path, 'data'));
    const server = await serve(['--data', data], { environment: disk.environment });
    const callerOf = async (to: RunningProcess) => {
      const caller = { bearer: await token(to), userId: world.harry.id };
      return (oldPassword: string, newPassword: string) => postChange(to, caller, { oldPassword, newPassword });
    };
    const change = await callerOf(server);

    disk.refuse(true);
    const first = await change(world.harry.password, 'al0h0m0ra-1');
    assert.equal(first.status, 503, first.text);
    assert.match(first.json.detail, /Look whether the change was kept/);
    const second = await change('al0h0m0ra-1', 'al0h0m0ra-2');
    assert.equal(second.status, 503, second.text);
    assert.doesNotMatch(second.json.detail, /Look whether/);

    disk.refuse(false); // What was forgotten once stays so, whatever the disk says afterwards.
    assert.equal((await change('al0h0m0ra-1', 'al0h0m0ra-2')).status, 503);
    const ready = await send(`${server.url}/health/ready`);
    assert.deepEqual([ready.status, ready.json.reason], [503, 'unconfirmed']);
    assert.match(server.stderr(), /has not confirmed what was written: look after it, and start the server anew/);
    await server.end('SIGTERM');
    assert.ok(existsSync(join(data, 'gatehouse.db-wal')), 'the log was copied, though a part of it may be lost');

    const again = await serve(['--data', data]);
    const changeAgain = await callerOf(again);
    const answers = [];
    for (const old of [world.harry.password, 'al0h0m0ra-1']) answers.push(await changeAgain(old, 'al0h0m0ra-3'));
    assert.deepEqual(answers.map(({ json }) => json.succeeded).toSorted(), [false, true]);
    assert.equal(await again.end('SIGTERM'), 0);
  });
});
