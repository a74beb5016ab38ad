import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noBudgets } from '../support/gatehouse.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { gatehouse, type RunningProcess, serve } from '../support/process.ts';
import { until } from '../support/until.ts';

// A node that is started with another address than the others, by mistake or on the way to a new one.

const quickMinutes = fileURLToPath(new URL('../support/quick-minutes.ts', import.meta.url));
const otherUrl = 'https://other.example';
const words = 'other nodes have other settings, which all of them must share';

describe('a node with settings that the others have otherwise', onPostgres, () => {
  let nodes: Nodes;
  let flags: Readonly<Record<string, string>>;
  let other: RunningProcess;
  beforeInOrder(async () => {
    nodes = await startNodes(noBudgets);
    flags = await nodes.flags();
    other = await started({ ...flags, 'external-url': otherUrl, 'session-days': '7', 'metrics-port': '0' });
  });
  after(async () => {
    await other?.end('SIGTERM');
    await nodes?.stop();
  });

  const started = ({ 'store-url': url = '', ...more }: Readonly<Record<string, string>>) =>
    serve(
      Object.entries(more).flatMap(([name, value]) => [`--${name}`, value]),
      { environment: { GATEHOUSE_STORE_URL: url }, nodeOptions: ['--import', quickMinutes] },
    );

  it('serves, and says which and what they are', async () => {
    const lines = other
      .stderr()
      .split('\n')
      .filter((line) => line.includes(words));
    assert.equal(lines.length, 1);
    const { level, here, others } = JSON.parse(lines[0] ?? '');
    assert.equal(level, 'warn');
    assert.deepEqual(here, { 'external-url': otherUrl, 'session-days': '7' });
    assert.deepEqual(others, { 'external-url': [flags['external-url']], 'session-days': ['30'] });
    assert.equal((await fetch(`${other.url}/health/ready`)).status, 200);
  });

  it('is counted in the metrics', async () => {
    const metrics = /^Metrics are at (\S+)$/m.exec(other.stdout())?.[1] ?? '';
    // They are compared once a minute.
    await until(async () => /^gatehouse_settings_differing 2$/m.test(await (await fetch(metrics)).text()));
  });

  it('is seen by the doctor', async () => {
    const { 'store-url': url = '', data = '', 'external-url': external = '' } = flags;
    const environment = { GATEHOUSE_STORE_URL: url };
    const { stdout } = await gatehouse(['doctor', '--data', data, '--external-url', external], { environment });
    assert.match(
      stdout,
      /^warning +nodes +external-url is http:\S+ here, and https:\/\/other\.example at a node that serves: all nodes must have the same\.$/m,
    );
    assert.match(stdout, /^warning +nodes +session-days is 30 here, and 7 at a node/m);
  });

  it('is noticed by the others, also when it has gone', async () => {
    const third = await started(await nodes.flags());
    assert.ok(third.stderr().includes(words));
    await other.end('SIGTERM');
    await until(() => third.stderr().includes('all nodes have the same settings again'));
    assert.equal(third.stderr().split(words).length, 2, 'once');
    assert.equal(await third.end('SIGTERM'), 0);
  });
});
