import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { objectsIn, operatorOf, operatorsAudit } from '../support/operator.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';
import { signIn } from './import.fixture.ts';

const gatehouse = useGatehouse();
const operator = operatorOf(gatehouse);
const recover = (...args: readonly string[]) => operator('admin', 'recover', ...args);

/** An administrator of the example organization who is locked out of everything. */
async function lostAdministrator() {
  const account = await createAccount(gatehouse, world.harry.password, { isAdministrator: true });
  const name = `user-${account.id}`;
  await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', account.id).execute();
  return { ...account, name };
}

describe('gatehouse admin recover', () => {
  it('gives an administrator of an organization a password, who has to change it', async () => {
    const { id, name } = await lostAdministrator();
    const { code, stdout, stderr } = await recover(name, '--organization', 'Hogwarts', '--json');
    assert.equal(code, 0, stderr);
    const [{ password, organization }] = objectsIn(stdout);
    assert.equal(organization, 'Hogwarts');
    assert.equal(await signIn(gatehouse, 'Hogwarts', name, world.harry.password), 401);
    assert.equal(await signIn(gatehouse, 'Hogwarts', name, password), 401, 'it has to be changed');
    const key = { organizationId: world.organization.id, id };
    assert.equal((await gatehouse.store.users.find(key))?.isActive, true);
    assert.equal((await gatehouse.store.credentials.find(key))?.mustChange, true);
    assert.deepEqual(await operatorsAudit(gatehouse, id), [...['User Create', 'User Update', 'User ResetPassword']]);
  });

  it('gives a link that lets an administrator in once, and changes nothing until it is used', async () => {
    const { id, name } = await lostAdministrator();
    const { code, stdout, stderr } = await recover(
      ...[name, '--organization', 'Hogwarts', '--link', '--external-url', gatehouse.url, '--json'],
    );
    assert.equal(code, 0, stderr);
    const [{ link, expiryTime }] = objectsIn(stdout);
    assert.ok(Date.parse(expiryTime) > Date.now());
    const key = { organizationId: world.organization.id, id };
    assert.equal((await gatehouse.store.users.find(key))?.isActive, false);
    assert.deepEqual(await operatorsAudit(gatehouse, id), ['User Create', 'User ResetPasswordRequested']);
    assert.ok(link.startsWith(`${gatehouse.url}/identity/web/reset?token=`));
    const path = link.slice(gatehouse.url.length);
    const chosen = { newPassword: 'exp3cto-patronum', repeatPassword: 'exp3cto-patronum' };
    const used = await createVisitor(() => gatehouse.url).submit(path, chosen);
    assert.equal(used.status, 303, used.html);
    assert.equal(await signIn(gatehouse, 'Hogwarts', name, 'exp3cto-patronum'), 200);
    assert.equal(await signIn(gatehouse, 'Hogwarts', name, world.harry.password), 401);
    assert.equal((await createVisitor(() => gatehouse.url).get(path)).status, 400);
    const mails = await gatehouse.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'ForgotPassword')
      .execute();
    assert.deepEqual(mails, [], 'nobody gets a mail');
  });

  /** An administrator with an app for codes and recovery codes. */
  async function administratorWithFactors() {
    const account = await createAccount(gatehouse, world.harry.password, { isAdministrator: true });
    await giveFactor(gatehouse, account);
    await giveFactor(gatehouse, account, 'recoveryCodes');
    return { ...account, name: `user-${account.id}` };
  }

  it('removes the second factors of the administrator, who may have lost them as well, and says so', async () => {
    const account = await administratorWithFactors();
    const { stdout } = await recover(account.name, '--organization', 'Hogwarts', '--json');
    assert.equal(objectsIn(stdout)[0].removedFactors, 2);
    assert.deepEqual(await gatehouse.store.factors.ofUser(account), []);
    assert.ok((await operatorsAudit(gatehouse, account.id)).includes('SecondFactor Reset'));
    await giveFactor(gatehouse, account);
    const again = await recover(account.name, '--organization', 'Hogwarts');
    assert.match(again.stdout, /second factors +removed, to be set up anew/);
  });

  it('leaves the second factors until the link is used, and says that they go then', async () => {
    const account = await administratorWithFactors();
    const way = [account.name, '--organization', 'Hogwarts', '--link', '--external-url', gatehouse.url];
    assert.match((await recover(...way)).stdout, /second factors +removed when the link is used, to be set up anew/);
    const [{ link, factorsToRemove }] = objectsIn((await recover(...way, '--json')).stdout);
    assert.equal(factorsToRemove, 2);
    assert.equal((await gatehouse.store.factors.ofUser(account)).length, 2);
    const chosen = { newPassword: 'exp3cto-patronum', repeatPassword: 'exp3cto-patronum' };
    const used = await createVisitor(() => gatehouse.url).submit(link.slice(gatehouse.url.length), chosen);
    assert.equal(used.status, 303, used.html);
    assert.deepEqual(await gatehouse.store.factors.ofUser(account), []);
    const audit = await gatehouse.db
      .selectFrom('audit_entries')
      .select('actor_type')
      .where('target_id', '=', account.id)
      .where('category', '=', 'SecondFactor')
      .where('action', '=', 'Reset')
      .execute();
    assert.deepEqual(
      audit.map((entry) => entry.actor_type),
      ['user'],
    );
  });

  it('prints addresses that a browser takes, wherever the server listens', async () => {
    const { name } = await lostAdministrator();
    const to = [name, '--organization', 'Hogwarts'];
    for (const [host, address] of [
      ['::1', 'http://[::1]:8080'],
      ['::', 'http://localhost:8080'],
      ['0.0.0.0', 'http://localhost:8080'],
    ] as const) {
      const [{ link }] = objectsIn((await recover(...to, '--host', host, '--link', '--json')).stdout);
      assert.ok(link.startsWith(`${address}/identity/web/reset?token=`), link);
      const { stdout, stderr } = await recover(...to, '--host', host);
      assert.equal(/^sign-in page +(.*)$/m.exec(stdout)?.[1], `${address}/identity/web/login?organization=Hogwarts`);
      assert.ok(stderr.includes(`the server is at ${address}: if not`), stderr);
    }
  });

  it('takes an administrator of the host where no organization is named, and nobody who is none', async () => {
    const [{ organization, id }] = objectsIn((await recover('--json')).stdout);
    assert.equal(organization, 'Host');
    assert.equal(await gatehouse.store.groups.isMember(hostId, administratorsGroupId, id), true);
    const told = (await recover('--external-url', gatehouse.url)).stdout;
    assert.match(told, /^organization +Host$/m, 'another administrator may have the same name');
    const page = /^sign-in page +(\S+)$/m.exec(told)?.[1] ?? '';
    const [, userName = ''] = /^administrator +(\S+)$/m.exec(told) ?? [];
    const [, password = ''] = /^password +(\S+)$/m.exec(told) ?? [];
    const browser = createVisitor(() => gatehouse.url);
    const { location } = await browser.submit(page.slice(gatehouse.url.length), { userName, password });
    assert.match(location ?? '', /change-password\?organization=Host&/);
    const none = await recover('harry.potter', '--organization', 'Hogwarts');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /There is no such administrator of Hogwarts\. Those that there are: /);
    assert.equal((await recover('--organization', 'Beauxbatons')).code, 3);
  });
});
