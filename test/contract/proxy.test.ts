import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';

const forged = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };

/** The client address that the log gives for a request with forwarded headers. */
async function loggedAddress(gatehouse: Gatehouse): Promise<unknown> {
  const answer = await send(`${gatehouse.url}/identity/.well-known/openid-configuration`, { headers: forged });
  assert.equal(answer.json.issuer, `${gatehouse.config['external-url'] ?? gatehouse.url}/identity`);
  assert.doesNotMatch(answer.text, /evil/);
  return gatehouse.logLines.findLast((line) => line.message === 'request')?.ip;
}

describe('forwarded headers', () => {
  it('mean nothing when no proxy is trusted', async () => {
    const gatehouse = await startGatehouse();
    assert.equal(await loggedAddress(gatehouse), '127.0.0.1');
    await gatehouse.stop();
  });

  it('mean nothing when they come from elsewhere than a trusted proxy', async () => {
    const gatehouse = await startGatehouse({ 'trusted-proxies': '192.0.2.0/24' });
    assert.equal(await loggedAddress(gatehouse), '127.0.0.1');
    await gatehouse.stop();
  });

  it('name the client when a trusted proxy sends them, and still not the server', async () => {
    const flags = { 'trusted-proxies': '127.0.0.0/8', 'external-url': 'https://id.example.com' };
    const gatehouse = await startGatehouse(flags);
    assert.equal(await loggedAddress(gatehouse), '203.0.113.7');
    await gatehouse.stop();
  });
});
