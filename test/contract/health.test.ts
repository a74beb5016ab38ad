import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { until } from '../support/until.ts';

const gatehouse = useGatehouse();
const lines = () => gatehouse.logLines.filter(({ message }) => message === 'request').map(({ path }) => path);

describe('a monitor that asks every few seconds', () => {
  it('is answered without a line in the log, which has one of whoever else asks', async () => {
    const asked = ['/health/live', '/health/ready', '/identity/web/login', '/health/other'];
    for (const path of asked)
      await fetch(`${gatehouse.url}${path}`, { method: path.endsWith('live') ? 'HEAD' : 'GET' });
    await until(() => lines().includes('/health/other'));
    assert.deepEqual(lines(), asked.slice(2));
  });
});
