import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ofAnyGroup, offeredSuites } from './client-hello.fixture.ts';
import { everywhere } from './reachable.ts';
import { sendRequest } from './request.ts';

describe('an encrypted connection to the server of somebody else', () => {
  it('agrees on keys in a way whose cost the server does not choose', async () => {
    const bounds = { mayReach: everywhere, deadlineMs: 10_000, mostBytes: 100 };
    const offered = await offeredSuites((port) =>
      sendRequest({ method: 'GET', url: `https://127.0.0.1:${port}/` }, bounds),
    );
    assert.ok(
      offered.includes(0x1301) && offered.includes(0xc02b),
      'those of TLS 1.3, and of 1.2 with elliptic curves',
    );
    assert.deepEqual(
      offered.filter((suite) => ofAnyGroup.includes(suite)),
      [],
    );
  });
});
