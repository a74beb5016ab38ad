import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const organizationId: string = world.otherOrganization.id;
const path = `/api/PasswordPolicy/${organizationId}`;
let bearer = '';
let people = 0;
const gatehouse = useGatehouse(async (running) => {
  const headmaster = await createAccount(running, null, { organizationId, isAdministrator: true });
  for (let n = 0; n < 3; n += 1) await createAccount(running, 'f1rst-password', { organizationId });
  bearer = await userToken(running, headmaster, ['PM.Setting.Read']);
  people = (await running.store.credentialSurvey.byKeptRules(organizationId)).reduce((sum, one) => sum + one.people, 0);
});
const api = apiOf(gatehouse, () => bearer);
const nist = [{ key: 'Auth.Password.Preset', value: 'nist' }];

describe('a policy that is tried before it is stored', () => {
  it('tells how many people it would affect, and by which rule', async () => {
    const { status, json } = await api('POST', `${path}/simulate`, { settings: nist });
    assert.equal(status, 200);
    assert.deepEqual([json.isChange, json.people], [true, people]);
    assert.ok(people >= 3);
    assert.deepEqual(
      json.rules.map(({ code }: { code: string }) => code),
      ['PasswordTooShort', 'PasswordTooCommon', 'PasswordContainsContext', 'PasswordBreached'],
    );
    const breached = json.rules.at(-1);
    assert.deepEqual([breached.uncertainBefore, breached.uncertainAfter], [null, null], 'known of none');
    assert.deepEqual(json.reuse, { limitBefore: 1, limitAfter: 1, covered: people });
  });

  it('counts those who have a second factor by the length that is enough beside one', async () => {
    const someone = await createAccount(gatehouse, 'f1rst-password', { organizationId });
    const kept = { kept_rules: '8 common context' };
    await gatehouse.db.updateTable('credentials').set(kept).where('user_id', '=', someone.id).execute();
    const effect = async () => (await api('POST', `${path}/simulate`, { settings: nist })).json;
    const before = await effect();
    assert.equal(before.haveSecondFactor, 0);
    await giveFactor(gatehouse, { ...someone, organizationId });
    const { haveSecondFactor, rules } = await effect();
    assert.deepEqual([haveSecondFactor, rules[0].uncertainAfter], [1, before.rules[0].uncertainAfter - 1]);
    people += 1;
  });

  it('tells who would have to change an old password at once', async () => {
    const old = Date.now() - 100 * 86_400_000;
    await gatehouse.db
      .updateTable('credentials')
      .set({ changed_at: old })
      .where('organization_id', '=', organizationId)
      .execute();
    const settings = [{ key: 'Auth.Password.DefaultExpirationDays', value: '90' }];
    const { json } = await api('POST', `${path}/simulate`, { settings });
    assert.deepEqual(json.expiry, { expiredBefore: 0, expiredAfter: people, expiringSoon: 0 });
  });

  it('counts nobody where nothing would change, and stores nothing', async () => {
    const same = [{ key: 'Auth.Password.PreviousUseLimit', value: '1' }];
    const { json } = await api('POST', `${path}/simulate`, { settings: same });
    assert.deepEqual([json.isChange, json.people, json.rules], [false, 0, []]);
    const stored = await gatehouse.store.settings.stored({ organizationId, userId: null });
    assert.ok(stored.every(({ key }) => !key.startsWith('Auth.Password.')));
  });

  it('is refused as it would be when it is stored, by setting', async () => {
    const refusals: readonly (readonly [key: string, value: string, field: string])[] = [
      ['Auth.Password.PreviousUseLimit', '99', 'Auth.Password.PreviousUseLimit'],
      ['Branding.DisplayName', 'x', 'Settings[0].Key'],
    ];
    for (const [key, value, field] of refusals) {
      for (const operation of ['simulate', 'sample']) {
        const body = { settings: [{ key, value }], password: 'x' };
        const { status, json } = await api('POST', `${path}/${operation}`, body);
        assert.deepEqual([status, Object.keys(json.errors)], [400, [field]], operation);
      }
    }
  });
});

describe('a sample of a password', () => {
  const verdicts = async (password: string, settings: readonly object[] = []) => {
    const { json } = await api('POST', `${path}/sample`, { password, settings });
    return Object.fromEntries(
      json.rules.map(({ code, isKept }: { code: string; isKept: boolean | null }) => [code, isKept]),
    );
  };

  it('is judged by the rules in force, and by those that are wanted', async () => {
    assert.deepEqual(await verdicts('Owls'), {
      ...{ PasswordTooShort: false, PasswordRequiresDigit: false, PasswordRequiresLower: true },
      PasswordRequiresUniqueChars: true,
    });
    const wanted = await verdicts('durmstrang-for-ever', nist);
    assert.deepEqual([wanted.PasswordTooShort, wanted.PasswordContainsContext], [true, false]);
    assert.equal('PasswordRequiresDigit' in wanted, false);
  });

  it('comes with what each rule asks for', async () => {
    const { json } = await api('POST', `${path}/sample`, { password: 'x' });
    assert.equal(json.succeeded, false);
    assert.deepEqual(json.rules[0], { code: 'PasswordTooShort', description: 'at least 8 characters', isKept: false });
  });
});
