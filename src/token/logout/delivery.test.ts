import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import type { Application } from '../../directory/application.ts';
import { everywhere } from '../../outgoing/reachable.ts';
import { generateSigningKey } from '../keys/signing-key.ts';
import { LogoutDelivery } from './delivery.ts';
import type { LogoutNotice } from './notice.ts';

const noticeTo = (applicationId: string): LogoutNotice => ({
  ...{ organizationId: 'hogwarts', applicationId, sid: 'session', subject: 'harry' },
  ...{ issuer: 'https://id.example.com/identity', claim: 'claim', attempts: 1 },
});

describe('the delivery of logout notices', () => {
  it('ends after every notice that is under way, also beside one that cannot be handled', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const key = await generateSigningKey({ createdAt: 0, activatesAt: 0, retiresAt: null }, 'ES256');
    const claimed = [[noticeTo('unreadable'), noticeTo('silent')]];
    const faults: object[] = [];
    let isPutBack = false;
    const delivery = new LogoutDelivery({
      queue: {
        organizationsDue: async () => ['hogwarts'],
        claim: async () => claimed.pop() ?? [],
        finish: async () => {},
        retry: async () => {
          await immediate();
          isPutBack = true;
        },
      },
      applications: {
        findByClientId: async (id) => {
          if (id === 'unreadable') throw new Error('The application cannot be read.');
          return { id, backchannelLogoutUri: url } as Application;
        },
      },
      signer: async () => key,
      mayReach: everywhere,
      log: { info: () => {}, warn: () => {}, error: (fields) => faults.push(fields) },
      now: () => 0,
    });
    delivery.start();
    await once(server, 'request');
    await delivery[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
    assert.equal(isPutBack, true);
    assert.deepEqual(faults, [
      { organizationId: 'hogwarts', application: 'unreadable', error: 'Error: The application cannot be read.' },
    ]);
  });
});
