import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const base = { partitionGlobalId: world.organization.id };

async function call(method: 'POST' | 'PUT', path: string, body: object) {
  const bearer = await token(gatehouse);
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  return await send(`${gatehouse.url}/identity/api/User${path}`, { method, headers, body: JSON.stringify(body) });
}

/** Nobody can be sent a mail there: by the limits of RFC 5321, by what a host may be called, or by what is one address. */
const impossible = [
  'ana@example..com',
  '.ana@example.com',
  'ana@exa_mple.com',
  'ana@192.0.2.1',
  'ana@[192.0.2.1]',
  '"ana b"@example.com',
  'ana,ben@example.com',
  'ana\u200b@example.com',
  `${'a'.repeat(65)}@example.com`,
  `ana@${'a'.repeat(64)}.example`,
];

const refused = (field: string) => ({ [field]: ['The field Email is invalid.'] });

describe('an address to which no mail can ever go', () => {
  for (const [door, path, bodyOf, field] of [
    ['a user is created', '', (email: string) => ({ ...base, userName: randomUUID(), email }), 'Email'],
    ['users are created', '/BulkCreate', (email: string) => ({ ...base, users: [{ email }] }), 'Users[0].Email'],
    ['somebody is invited', '/InviteUsers', (email: string) => ({ ...base, users: [{ email }] }), 'Users[0].Email'],
  ] as const) {
    it(`is refused when ${door}`, async () => {
      for (const email of impossible) {
        const { status, json } = await call('POST', path, bodyOf(email));
        assert.deepEqual([status, json.errors], [400, refused(field)], email);
      }
    });
  }

  it('is refused when a user is changed, but stays where it was before', async () => {
    const id = randomUUID();
    assert.equal((await call('POST', '', { ...base, id, userName: id, email: `${id}@example.com` })).status, 200);
    for (const email of impossible) {
      assert.deepEqual((await call('PUT', `/${id}`, { email })).json.errors, refused('Email'), email);
    }
    const email = 'ana@exa_mple.com';
    await gatehouse.db
      .updateTable('users')
      .set({ email, email_key: email.toUpperCase() })
      .where('id', '=', id)
      .execute();
    assert.equal((await call('PUT', `/${id}`, { name: 'Ana', email })).status, 200);
    assert.equal((await call('PUT', `/${id}`, { email: 'ben@exa_mple.com' })).status, 400);
  });

  it('is not one with a domain or a name beyond ASCII', async () => {
    for (const email of ['ana@jõgeva.example', 'jõgeva@example.com']) {
      assert.equal((await call('POST', '', { ...base, userName: randomUUID(), email })).status, 200, email);
    }
  });
});
