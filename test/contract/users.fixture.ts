import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { newId } from '../../src/directory/identifier.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

const { organization } = world;

export const base = { partitionGlobalId: organization.id };
export const codes = ({ json }: Answer): string[] => json.errors.map(({ code }: { code: string }) => code);
export const name = () => `u-${randomUUID()}`;

/** An application that manages users. */
export function useUsers(flags: Readonly<Record<string, string>> = {}) {
  let bearer: string;
  const gatehouse = useGatehouse(async (started) => {
    bearer = await token(started, 'PM.User PM.UserLoginAttempt PM.Group');
  }, flags);

  async function call(method: string, path: string, body?: unknown, as = bearer): Promise<Answer> {
    return await send(`${gatehouse.url}${path.startsWith('/portal') ? '' : '/identity'}${path}`, {
      method,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  const create = (user: object, as?: string) => call('POST', '/api/User', { ...base, ...user }, as);
  const get = (id: string) => call('GET', `/api/User/${id}`);
  const list = (query: string) => call('GET', `/api/User/users/${organization.id}?${query}`);

  async function made(user: object = {}): Promise<{ id: string; userName: string }> {
    const id = newId();
    const userName = name();
    assert.equal((await create({ id, userName, ...user })).status, 200);
    return { id, userName };
  }

  return { gatehouse, call, create, get, list, made };
}
