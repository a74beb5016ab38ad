import assert from 'node:assert/strict';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf, type CallApi } from '../support/api.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const organization: string = world.organization.id;

/** The application and the person whose calls are written down, and what the audit has of them. */
export function useAudit(arrange: (gatehouse: Gatehouse) => Promise<void> = async () => {}) {
  const person = {} as Account;
  let bearer = '';
  let personal = '';
  const gatehouse = useGatehouse(async (running) => {
    bearer = await token(running, '');
    await arrange(running);
    Object.assign(person, await createAccount(running, 'f1rst-password'));
    personal = await userToken(running, person, ['PM.User']);
  });
  const call = apiOf(gatehouse, () => bearer);
  const asPerson = apiOf(gatehouse, () => personal);

  /** Everything that the audit has got meanwhile, in the order of writing, as `category/action`, actor, target and details. */
  async function written(work: () => Promise<unknown>, organizationId = organization) {
    const { db } = gatehouse;
    const entries = () =>
      db
        .selectFrom('audit_entries')
        .selectAll()
        .where('organization_id', '=', organizationId)
        .orderBy('sequence')
        .execute();
    const before = (await entries()).length;
    await work();
    return (await entries()).slice(before).map((entry) => {
      assert.match(entry.trace_id ?? '', /^[0-9a-f]{32}$/, 'the entry says to which request it belongs');
      assert.equal(entry.client_ip, '127.0.0.1');
      return {
        event: `${entry.category}/${entry.action}`,
        by: `${entry.actor_type} ${entry.actor_id}`,
        target: entry.target_id,
        details: JSON.parse(entry.details) as Record<string, unknown>,
      };
    });
  }

  /** The status of the answer, and what the audit of the organization has got by it. */
  async function outcome(api: CallApi, request: Parameters<CallApi>, organizationId = organization) {
    let answer: Awaited<ReturnType<CallApi>> | undefined;
    const entries = await written(async () => {
      answer = await api(...request);
    }, organizationId);
    return { status: answer?.status, json: answer?.json, text: answer?.text ?? '', entries };
  }

  return { gatehouse, person, call, asPerson, written, outcome };
}
