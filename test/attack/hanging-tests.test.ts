import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { startOddServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// Organizations whose mail servers take connections and say nothing, on purpose, and have messages tried out there.

const gatehouse = useGatehouse(async () => {}, { 'smtp-private-addresses': '127.0.0.1' });

/** Together more than may write at the same time; each tries out as often as it may. */
const [organizations, tries] = [4, 10];

async function administratorOf(organizationId: string) {
  const account = await createAccount(gatehouse, null, { organizationId, isAdministrator: true });
  const bearer = await userToken(gatehouse, account, inPerson);
  return apiOf(gatehouse, () => bearer);
}

describe('mail that is tried out at servers that hang', () => {
  it('keeps nobody from writing', async (test) => {
    const silent = await startOddServer(undefined);
    test.after(() => silent.stop());
    const host = await administratorOf(hostId);
    const trying: Promise<unknown>[] = [];
    for (let number = 0; number < organizations; number += 1) {
      const made = await host('POST', '/api/Partition', { name: `Hanging ${number}` });
      const call = await administratorOf((made.json as { readonly id: string }).id);
      for (let count = 0; count < tries; count += 1) {
        const settings = { host: '127.0.0.1', port: silent.port, enableSsl: false, useDefaultCredentials: true };
        const body = { recipient: 'ana@example.com', fromEmail: 'school@example.com', ...settings };
        trying.push(call('POST', '/api/Setting/VerifySmtpSettings', body));
      }
    }
    const call = await administratorOf(world.organization.id);
    await until(() => silent.connections() >= 32);
    const since = performance.now();
    const { status, text } = await call('POST', '/api/Group', { name: 'Not kept waiting' });
    const ms = performance.now() - since;
    assert.equal(status, 201, text);
    assert.ok(ms < 5000, `${ms}`); // It is waited ten seconds for the greeting of a mail server.
    await silent.stop();
    await Promise.all(trying);
  });
});
