import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { objectsIn, operatorOf, operatorsAudit } from '../support/operator.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const operator = operatorOf(gatehouse);
const give = (...args: readonly string[]) => operator(...args, '--organization', world.organization.name);

/** What the token endpoint answers to an application that acts for itself. */
async function tokenStatus(id: string, secret: string): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  return (await send(`${gatehouse.url}/identity/connect/token`, { method: 'POST', body })).status;
}

async function created(...args: readonly string[]) {
  const name = `Owls ${newId().slice(0, 8)}`;
  const made = await give('app', 'create', name, ...args, '--json');
  assert.equal(made.code, 0, made.stderr);
  return { name, ...objectsIn(made.stdout)[0] };
}

describe('gatehouse app', () => {
  it('registers an application that gets tokens for itself at once, with the secret that is printed', async () => {
    const { id, name, secret } = await created('--scope', 'PM.User.Read');
    assert.equal(await tokenStatus(id, secret), 200);
    const { stdout } = await give('app', 'show', name);
    assert.match(stdout, /^scopes +PM\.User\.Read \(application\)$/m);
    assert.ok(!stdout.includes(secret));
    assert.deepEqual(await operatorsAudit(gatehouse, id), ['ExternalClient Create']);
    assert.match((await give('app', 'list')).stdout, new RegExp(`^${name} +${id} +with a secret +1 *$`, 'm'));
  });

  it('registers one that people sign in to, and one that has no secret', async () => {
    const uri = 'https://library.hogwarts.example/callback';
    const library = await created('--redirect-uri', uri, '--scope', 'openid', '--scope', 'PM.User');
    assert.equal(library.redirectUri, uri);
    assert.ok(library.secret);
    const map = await created('--public', '--redirect-uri', uri, '--scope', 'openid');
    assert.equal(map.secret, null);
    assert.equal(map.isConfidential, false);
    const listed = objectsIn((await give('app', 'list', '--json')).stdout);
    assert.ok(listed.some(({ id }) => id === map.id));
  });

  it('registers no redirect URI with a comma, which the API would show, and take back, as two', async () => {
    const uri = 'https://library.hogwarts.example/callback,https://evil.example/callback';
    const { code, stderr } = await give('app', 'create', 'Restricted', '--redirect-uri', uri, '--scope', 'openid');
    assert.equal(code, 4);
    assert.match(stderr, /must not have a comma, because lists of them have commas between them/);
    assert.equal((await give('app', 'show', 'Restricted')).code, 3);
  });

  it('makes another secret beside the first, and one in place of the others', async () => {
    const { id, name, secret } = await created('--scope', 'PM.User.Read');
    const more = await give('app', 'secret', name, '--description', 'Kitchen', '--expires', '90d', '--json');
    assert.equal(more.code, 0, more.stderr);
    const [second] = objectsIn(more.stdout);
    assert.equal(second.description, 'Kitchen');
    assert.deepEqual(second.replaced, []);
    for (const one of [secret, second.secret]) assert.equal(await tokenStatus(id, one), 200);
    const rotated = await give('app', 'secret', id, '--rotate', '--overlap', '0h', '--json');
    assert.equal(rotated.code, 0, rotated.stderr);
    const [third] = objectsIn(rotated.stdout);
    assert.equal(third.replaced.length, 2);
    assert.equal(await tokenStatus(id, third.secret), 200);
    for (const one of [secret, second.secret]) assert.equal(await tokenStatus(id, one), 400);
    const obeyed = '\u001b[2J\u009b1A';
    assert.equal((await give('app', 'secret', id, '--description', `Tower${obeyed}`, '--expires', '9d')).code, 4);
    assert.equal((await give('app', 'secret', id, '--description', 'Tower', '--expires', '9d')).code, 0);
    // As an earlier version has kept it.
    const kept = gatehouse.db.updateTable('application_secrets').where('description', '=', 'Tower');
    await kept.set({ description: `Tower${obeyed}` }).execute();
    const { stdout } = await give('app', 'secret', id, '--rotate', '--overlap', '0h');
    assert.match(stdout, /\(Tower\ufffd\[2J\ufffd1A\)/);
    assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u009b'));
    assert.equal((await give('app', 'secret', id, '--overlap', '1h')).code, 2);
    assert.equal((await give('app', 'secret', id, '--expires', 'soon')).code, 2);
  });

  it('deletes an application with all that was issued to it, and says what is not there or unclear', async () => {
    const { id, name, secret } = await created('--scope', 'PM.User.Read');
    const namesake = await give('app', 'create', name, '--scope', 'PM.User.Read');
    assert.equal(namesake.code, 0);
    const unclear = await give('app', 'show', name);
    assert.equal(unclear.code, 2);
    assert.ok(unclear.stderr.includes(id));
    assert.equal((await give('app', 'delete', id)).code, 2);
    assert.equal((await give('app', 'delete', id, '--yes')).code, 0);
    assert.equal(await tokenStatus(id, secret), 400);
    assert.equal((await give('app', 'show', id)).code, 3);
    const unknown = await give('app', 'create', 'X', '--scope', 'Broomsticks');
    assert.equal(unknown.code, 4);
    assert.match(unknown.stderr, /scope not found: Broomsticks/);
  });
});
