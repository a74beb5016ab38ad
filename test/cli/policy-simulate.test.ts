import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { runCommand } from '../support/command.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

const day = 86_400_000;
const preset = 'Auth.Password.Preset=nist';
const present = 'al0h0m0ra-account';
const gatehouse = useGatehouse();
const { organization, otherOrganization } = world;

async function simulate(...args: readonly string[]) {
  return await runCommand(['policy', 'simulate', ...args, ...(await placeOf(gatehouse.config.data))]);
}
const effects = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await simulate(...args, '--json');
  assert.equal(code, 0, stderr);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

describe('gatehouse policy simulate', () => {
  before(async () => {
    // Written without being judged, and long ago.
    const ages = [100 * day, 80 * day];
    for (const age of ages) {
      const { id } = await createAccount(gatehouse, present);
      const changed = { changed_at: Date.now() - age };
      await gatehouse.db.updateTable('credentials').set(changed).where('user_id', '=', id).execute();
    }
    const { id } = await createAccount(gatehouse, present);
    const bearer = await token(gatehouse);
    for (const [oldPassword, newPassword] of [
      [present, 'exp3cto-patronum'],
      ['exp3cto-patronum', 'lum0s-maxima-now'],
    ]) {
      const { json } = await postChange(gatehouse, { bearer, userId: id }, { oldPassword, newPassword });
      assert.deepEqual(json.errors, []);
    }
  });

  it('tells of each rule how many people keep it for certain, and of how many that is not known', async () => {
    const [{ people, unjudged, uncertain }] = await effects('Hogwarts', '--set', preset);
    const judged = people - unjudged;
    assert.ok(judged >= 2 && unjudged >= 2, `${judged} ${unjudged}`);
    assert.deepEqual(uncertain, [
      { code: 'PasswordTooShort', before: unjudged, after: people },
      { code: 'PasswordTooCommon', before: 0, after: people },
      { code: 'PasswordContainsContext', before: 0, after: people },
      { code: 'PasswordBreached', before: 0, after: people },
    ]);
    const { stdout } = await simulate('hogwarts', '--set', preset);
    assert.match(
      stdout,
      new RegExp(`^Hogwarts: ${people} active people with a password, 0 of them with a second factor$`, 'm'),
    );
    assert.match(
      stdout,
      new RegExp(`^  PasswordTooShort +0 certainly keep it, ${people} may break it \\(now: ${unjudged}\\)$`, 'm'),
    );
    assert.match(stdout, new RegExp(`^  Nothing is known of ${unjudged} passwords`, 'm'));
  });

  it('tells how many would have to change the password at once, and within a fortnight', async () => {
    const [{ expired }] = await effects('Hogwarts', '--set', 'Auth.Password.DefaultExpirationDays=90');
    assert.deepEqual(expired, { before: 0, after: 1, soon: 1 });
  });

  it('tells of how many people so many former passwords are kept as would be refused', async () => {
    const [{ reuse }] = await effects('Hogwarts', '--set', 'Auth.Password.PreviousUseLimit=3');
    assert.deepEqual(reuse, { before: 1, after: 3, covered: 1 });
  });

  it('tells of the host whom the organizations would be that inherit it', async () => {
    const { settings } = gatehouse.store;
    await settings.put(otherOrganization.id, 'Auth.Password.Preset', 'compatible');
    const named = (await effects('--set', preset)).map((effect) => effect.organization);
    assert.deepEqual(named, ['the host', 'Default', 'Hogwarts']);
    await settings.delete({ organizationId: otherOrganization.id, userId: null }, ['Auth.Password.Preset']);
    assert.deepEqual(
      (await effects('host', '--set', preset)).map((effect) => effect.organization),
      ['the host', 'Default', 'Durmstrang', 'Hogwarts'],
    );
  });

  it('stores nothing, and says so when nothing would change', async () => {
    const { stdout } = await simulate('Hogwarts', '--set', 'Auth.Password.PreviousUseLimit=1');
    assert.equal(stdout, 'Nothing would change: these values are in force already.\n');
    for (const organizationId of [organization.id, hostId]) {
      assert.deepEqual(await gatehouse.store.settings.stored({ organizationId, userId: null }), []);
    }
  });

  it('tells the same as the settings do once they are stored', async () => {
    const bearer = await token(gatehouse, 'PM.Setting PM.AuthSetting');
    const put = (key: string, value: string) =>
      apiOf(gatehouse, () => bearer)('PUT', '/api/Setting', {
        ...{ settings: [{ key, value }], partitionGlobalId: organization.id },
      });
    await put('Auth.Password.PasswordComplexity', '{"Length":"20"}');
    const [foretold] = await effects('Hogwarts', '--set', preset);
    assert.equal((await put('Auth.Password.Preset', 'nist')).status, 200);
    const [{ uncertain }] = await effects('Hogwarts', '--set', 'Auth.Password.DefaultExpirationDays=1');
    assert.deepEqual(
      uncertain.map(({ code, before }: { code: string; before: number }) => [code, before]),
      foretold.uncertain.map(({ code, after }: { code: string; after: number }) => [code, after]),
    );
  });

  it('refuses what is no setting of passwords, no value of one, and no organization', async () => {
    for (const [args, expected, exit] of [
      [['Hogwarts'], /Say what would be stored/, 2],
      [['Hogwarts', '--set', 'Email.Smtp.Host=x'], /is no setting of passwords/, 2],
      [['Hogwarts', '--set', 'Auth.Password.Preset=x'], /must be compatible or nist/, 1],
      [['Beauxbatons', '--set', preset], /There is no organization "Beauxbatons"/, 3],
    ] as const) {
      const { code, stderr } = await simulate(...args);
      assert.equal(code, exit, stderr);
      assert.match(stderr, expected);
    }
  });
});
