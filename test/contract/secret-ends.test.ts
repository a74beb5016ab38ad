import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { until } from '../support/until.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { organization, application } = world;
const day = 24 * 60 * 60_000;

const endsOf = ({ db }: Gatehouse) =>
  db
    .selectFrom('audit_entries')
    .select(['organization_id', 'actor_type', 'target_id', 'details'])
    .where('action', '=', 'ExpireSecret')
    .execute();

describe('a secret whose time is over', () => {
  it('is noted in the audit log once, is listed for a month, and goes', async ({ mock }) => {
    mock.timers.enable({ apis: ['setInterval'] });
    const gatehouse = await startGatehouse();
    try {
      const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
      const bearer = await userToken(gatehouse, administrator, inPerson);
      const call = apiOf(gatehouse, () => bearer);
      const own = { partitionGlobalId: organization.id, clientId: application.id };
      const { json } = await call('POST', '/api/ExternalClient/RotateSecret', { ...own, overlapHours: 0 });
      const [replaced] = json.replaced;
      const listed = async () =>
        (await call('GET', `/api/ExternalClient/${organization.id}/${application.id}/secrets`)).json.map(
          (one: { readonly id: number }) => one.id,
        );

      mock.timers.tick(60_000);
      await until(async () => (await endsOf(gatehouse)).length > 0);
      const [entry, ...more] = await endsOf(gatehouse);
      assert.deepEqual(
        [entry?.organization_id, entry?.actor_type, entry?.target_id, JSON.parse(entry?.details ?? '')],
        [
          ...[organization.id, 'system', application.id],
          { secretId: replaced.id, description: replaced.description, expiresAt: Date.parse(replaced.expiryTime) },
        ],
      );
      assert.deepEqual(more, []);
      assert.deepEqual(await listed(), [replaced.id, json.id]);

      const secrets = gatehouse.db.updateTable('application_secrets').where('id', '=', replaced.id);
      await secrets
        .where('organization_id', '=', organization.id)
        .set({ ended_at: Date.now() - 31 * day })
        .execute();
      await until(async () => {
        mock.timers.tick(60_000);
        return (await listed()).length === 1;
      });
      assert.equal((await endsOf(gatehouse)).length, 1);
    } finally {
      mock.timers.reset();
      await gatehouse.stop();
    }
  });

  it('is told apart from a wrong one in the log alone, where its number stands', async () => {
    const gatehouse = await startGatehouse();
    try {
      const { db, url, logLines } = gatehouse;
      await db
        .updateTable('application_secrets')
        .where('application_id', '=', application.id)
        .set({ expires_at: 1 })
        .execute();
      const form = { grant_type: 'client_credentials', client_id: application.id, client_secret: application.secret };
      const answer = await send(`${url}/identity/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
      assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_client']);
      const line = () => logLines.find(({ oauthError }) => oauthError === 'invalid_client');
      await until(() => line() !== undefined);
      assert.match(String(line()?.reason), /the time of its secret \d+ is over$/);
      assert.equal(line()?.client, application.id);
    } finally {
      await gatehouse.stop();
    }
  });
});
