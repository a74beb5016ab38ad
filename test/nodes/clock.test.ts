import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noBudgets } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { gatehouse, type RunningProcess, serve } from '../support/process.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

// Two nodes, of which one has a clock that is wrong.

const second = 1000;
const otherClock = fileURLToPath(new URL('../support/other-clock.ts', import.meta.url));

describe('a node', onPostgres, () => {
  let nodes: Nodes;
  let other: RunningProcess;
  beforeInOrder(async () => {
    nodes = await startNodes(noBudgets);
    const { 'store-url': url = '', ...flags } = await nodes.flags();
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    other = await serve(args, {
      environment: { GATEHOUSE_STORE_URL: url, CLOCK_AHEAD_MS: String(24 * 3600 * second) },
      nodeOptions: ['--import', otherClock],
      hasChannel: true,
    });
  });
  after(async () => {
    await other?.end('SIGTERM');
    await nodes?.stop();
  });

  const readiness = async () => {
    const { status, json } = await send(`${other.url}/health/ready`);
    return [status, json.status, json.reason].filter(Boolean).join(' ');
  };
  const becomes = (expected: string) => until(async () => (await readiness()) === expected);
  const setAhead = (ms: number) => other.child.send({ wall: ms, elapsed: 0 });

  it('that starts with a clock a day ahead says so, and serves nobody: no lock is opened by it', async () => {
    assert.equal(await readiness(), '503 unavailable clock');
    assert.match(other.stderr(), /"offSeconds":86(399|400),.*"the clock is wrong: this node serves nobody/);
    const bearer = await token(nodes.a);
    const guess = async () => {
      const change = { oldPassword: 'wrong', newPassword: 'patr0nu5-xyz' };
      return (await postChange(nodes.a, { bearer, userId: world.harry.id }, change)).json.errors[0].code;
    };
    while ((await guess()) !== 'UserLockedOut');
    const path = `/identity/api/User/${world.harry.id}/changepassword`;
    const { status, headers } = await fetch(`${other.url}${path}`, { method: 'POST' });
    assert.deepEqual([status, headers.has('retry-after')], [503, true]);
    assert.equal(await guess(), 'UserLockedOut');
    assert.equal((await fetch(`${other.url}/health/live`)).status, 200);
  });

  it('serves when its clock is right, when that is some seconds off, and not when it is a minute', async () => {
    setAhead(0);
    await becomes('200 ready');
    await until(() => other.stderr().includes('the clock agrees with that of the database again'));
    setAhead(-20 * second);
    await until(() => other.stderr().includes('the clock differs from that of the database: set both by NTP'));
    assert.equal(await readiness(), '200 ready');
    setAhead(-60 * second);
    await becomes('503 unavailable clock');
    setAhead(0);
    await becomes('200 ready');
    assert.equal((await send(`${nodes.a.url}/health/ready`)).status, 200, 'the other one serves all the time');
  });

  it('is told by the doctor that its clock is wrong', async () => {
    const { 'store-url': url = '', data = '' } = await nodes.flags();
    const environment = { GATEHOUSE_STORE_URL: url, CLOCK_AHEAD_MS: String(-600 * second) };
    const nodeOptions = ['--import', otherClock];
    const { code, stdout } = await gatehouse(['doctor', '--data', data], { environment, nodeOptions });
    assert.equal(code, 1);
    assert.match(stdout, /^error +clock +The clock says \S+, and that of the database \S+\. Set both by NTP\.$/m);
  });

  it('is forgotten by the others when it ends', async () => {
    const known = () => nodes.a.db.selectFrom('leases').select('name').where('name', 'like', 'node %').execute();
    assert.equal((await known()).length, 3);
    assert.equal(await other.end('SIGTERM'), 0);
    assert.equal((await known()).length, 2);
  });
});
