import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as ofLocalhost from '../../test/support/certificate.ts';
import { ofAnyGroup, offeredSuites } from './client-hello.fixture.ts';
import { everywhere } from './reachable.ts';
import { failureReason, sendRequest } from './request.ts';

const bounds = { mayReach: everywhere, deadlineMs: 10_000, mostBytes: 100 };

const certificate = readFileSync(join(import.meta.dirname, '../../test/contract/certificates/first.crt'), 'utf8');
const key = readFileSync(join(import.meta.dirname, '../../test/contract/certificates/first.key'), 'utf8');

describe('an encrypted connection to the server of somebody else', () => {
  it('agrees on keys in a way whose cost the server does not choose', async () => {
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

  it('is given up when the server shows more certificates than anybody has to look at', async () => {
    const reasons: string[] = [];
    for (const count of [1, 10, 60]) {
      await using server = createServer({ key, cert: certificate.repeat(count) }).on('tlsClientError', () => {});
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const asking = sendRequest({ method: 'GET', url: `https://127.0.0.1:${port}/` }, bounds);
      reasons.push(await asking.then(String, failureReason));
    }
    // Those that are looked at are trusted by nobody.
    assert.deepEqual(reasons, ['DEPTH_ZERO_SELF_SIGNED_CERT', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'EPROTOCOL']);
  });

  it('answers with more than that when its certificate is trusted', async () => {
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, ofLocalhost.certificate]);
    const body = 'x'.repeat(100_000);
    await using server = createWebServer(
      { key: ofLocalhost.privateKey, cert: ofLocalhost.certificate },
      (_, response) => {
        response.end(body);
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const answer = await sendRequest({ method: 'POST', url, body }, { ...bounds, mostBytes: 200_000 });
      assert.deepEqual([answer.status, String(answer.body)], [200, body]);
    } finally {
      setDefaultCACertificates(trusted);
    }
  });
});
