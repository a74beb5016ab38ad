import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { excerpt } from '../directory/audit/excerpt.ts';
import { hostId } from '../directory/organization.ts';
import type { Actor } from '../directory/permission/actor.ts';
import { permit, permitOperator } from '../directory/permission.ts';
import { secretMask } from '../directory/setting.ts';
import { newUser } from '../directory/user.fixture.ts';
import { GatehouseError } from '../errors.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { activities } from '../telemetry.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { deleteSettings } from './delete.ts';
import { readSettings } from './read.ts';
import { requireAcceptable, type SettingEntry, writeSettings } from './write.ts';

const organizationId = '11111111-1111-4111-8111-111111111111';
const operator = permitOperator('installation.provision');
const base = { name: 'x', email: null, isFirstParty: true, scopes: [] } as const;
const administrator: Actor = {
  ...base,
  type: 'user',
  id: 'min',
  organizationId,
  isHost: false,
  isAdministrator: true,
  tokenEpoch: 1,
};
const dave: Actor = { ...administrator, id: 'dave', isAdministrator: false };
const host: Actor = { ...administrator, id: 'root', organizationId: hostId, isHost: true };
const command = { at: 5, traceId: null, clientIp: null };

async function openSchool() {
  const db = await openEmptyStore();
  const store = createStore(db, createSealer(Buffer.alloc(32, 7)));
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, operator, { id: organizationId, name: 'A', createdAt: 1 });
    const user = newUser({ organizationId, id: 'dave' });
    await provisionUser(tables, operator, { user, passwordHash: null, mustChange: false, groupIds: [] });
  });
  const write = (entries: readonly SettingEntry[], userId?: string, actor = administrator, org = organizationId) =>
    writeSettings(store, { permitted: permit(actor, 'setting.write', org), userId, entries, ...command });
  const read = async (keys: readonly string[], userId?: string, actor = administrator) =>
    (await readSettings(store, { permitted: permit(actor, 'setting.read', organizationId), userId, keys })).map(
      ({ key, value, id }) => `${key}=${value}${id === 0 ? ' (built in)' : ''}`,
    );
  const remove = (keys: readonly string[]) =>
    deleteSettings(store, {
      permitted: permit(administrator, 'setting.write', organizationId),
      userId: null,
      keys,
      ...command,
    });
  const audit = async () =>
    (await store.audit.after(organizationId, 0, 1000))
      .filter(({ category }) => category === 'Setting')
      .map(({ action, details }) => `${action} ${details}`);
  return { store, write, read, remove, audit, [Symbol.asyncDispose]: () => db.destroy() };
}

const code = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof GatehouseError, String(error));
    return error.failure.code;
  }
};

const name = 'Branding.DisplayName';
const days = 'Auth.Password.DefaultExpirationDays';

describe('settings that are written', () => {
  it('are stored, and the audit says from what to what; the same again leaves no trace', async () => {
    await using school = await openSchool();
    await school.write([{ key: name, value: 'First' }]);
    await school.write([{ key: name, value: 'Second' }]);
    await school.write([{ key: name, value: 'Second' }]);
    assert.deepEqual(await school.read([name]), [`${name}=Second`]);
    assert.deepEqual(await school.audit(), [
      `Update {"key":"${name}","before":null,"after":"First"}`,
      `Update {"key":"${name}","before":"First","after":"Second"}`,
    ]);
  });

  it('are written all or none: one that is refused keeps the others back', async () => {
    await using school = await openSchool();
    const entries = [
      { key: name, value: 'Kept back' },
      { key: days, value: 'never' },
    ];
    assert.equal(await code(school.write(entries)), 'ValidationFailed');
    assert.deepEqual([await school.read([name]), await school.audit()], [[], []]);
  });

  it('come once each, in whatever spelling', async () => {
    await using school = await openSchool();
    const entries = [name, name.toUpperCase()].map((key) => ({ key, value: 'x' }));
    assert.equal(await code(school.write(entries)), 'Conflict');
  });

  it('are reported with every fault at once, and never with the value', () => {
    const entries = [
      { key: days, value: 'hunter2' },
      { key: name, value: null },
      { key: 'Email.Smtp.Port', value: 'hunter2' },
    ];
    assert.throws(
      () => requireAcceptable(entries),
      ({ failure }: GatehouseError) => {
        assert.ok(failure.code === 'ValidationFailed');
        assert.deepEqual(Object.keys(failure.errors), [days, 'Email.Smtp.Port']);
        assert.doesNotMatch(JSON.stringify(failure), /hunter2/);
        return true;
      },
    );
  });

  it('of a person are the person’s own to write, and an administrator’s', async () => {
    await using school = await openSchool();
    const theme = [{ key: 'UserTheme.Theme', value: 'dark' }];
    assert.equal(await code(school.write(theme, 'dave', dave)), 'taken');
    assert.equal(await code(school.write(theme, 'dave', administrator)), 'taken');
    assert.equal(await code(school.write(theme, 'min', dave)), 'Forbidden');
    assert.equal(await code(school.write(theme, undefined, dave)), 'Forbidden');
    assert.equal(await code(school.write(theme, '22222222-2222-4222-8222-222222222222')), 'NotFound');
    assert.equal(await code(school.write(theme, 'nobody')), 'ValidationFailed');
  });
});

describe('the password of the mail server', () => {
  const password = 'Email.Smtp.Password';
  const setUp = [
    { key: 'Email.Smtp.Host', value: 'mail.example.org' },
    { key: password, value: 'hunter2' },
  ];

  it('is shown as a mask to everybody, the audit included, and the mask leaves it as it is', async () => {
    await using school = await openSchool();
    await school.write(setUp);
    await school.write([{ key: password, value: secretMask }]);
    assert.deepEqual(await school.read([password]), [`${password}=${secretMask}`]);
    assert.doesNotMatch((await school.audit()).join(), /hunter2/);
    assert.equal((await school.audit()).length, 2);
  });

  it('ends with the server that it was meant for', async () => {
    await using school = await openSchool();
    await school.write(setUp);
    await school.write([{ key: 'Email.Smtp.Host', value: 'evil.example.org' }]);
    assert.deepEqual(await school.read([password]), [`${password}=null`]);
    await using other = await openSchool();
    await other.write(setUp);
    await other.remove(['Email.Smtp.Host']);
    assert.deepEqual(await other.read([password]), []);
  });

  it('is taken away with everything else about mail by the name of the whole', async () => {
    await using school = await openSchool();
    await school.write(setUp);
    await school.remove(['email.smtp']);
    assert.deepEqual(await school.read(['Email.Smtp.Host', password]), []);
  });
});

describe('settings that are read', () => {
  it('are the organization’s, else the host’s, else the built-in ones', async () => {
    await using school = await openSchool();
    assert.deepEqual(await school.read([days]), [`${days}=0 (built in)`]);
    await school.write([{ key: days, value: '90' }], undefined, host, hostId);
    assert.deepEqual(await school.read([days]), [`${days}=90`]);
    await school.write([{ key: days, value: '30' }]);
    assert.deepEqual(await school.read([days]), [`${days}=30`]);
    await school.remove([days]);
    assert.deepEqual(await school.read([days]), [`${days}=90`]);
  });

  it('of the host’s mail server are nobody else’s business', async () => {
    await using school = await openSchool();
    const mail = [
      { key: 'Email.Smtp.Host', value: 'mail.host.example' },
      { key: 'Email.Smtp.Port', value: '2525' },
    ];
    await school.write(mail, undefined, host, hostId);
    assert.deepEqual(await school.read(['Email.Smtp.Host', 'Email.Smtp.Port']), ['Email.Smtp.Port=25 (built in)']);
  });

  it('come in the order in which they were asked for, each once', async () => {
    await using school = await openSchool();
    await school.write([{ key: name, value: 'x' }]);
    const asked = [days, name, days.toLowerCase(), 'Unknown.Key'];
    assert.deepEqual(await school.read(asked), [`${days}=0 (built in)`, `${name}=x`]);
  });

  it('of a person are those that the person has, and nothing inherited', async () => {
    await using school = await openSchool();
    await school.write([{ key: 'UserTheme.Theme', value: 'dark' }], 'dave');
    assert.deepEqual(await school.read(['UserTheme.Theme', days], 'dave', dave), ['UserTheme.Theme=dark']);
    assert.deepEqual(await school.read([days], '22222222-2222-4222-8222-222222222222'), []);
  });

  it('are none without keys, but for those who administer the host', async () => {
    await using school = await openSchool();
    await school.write([{ key: name, value: 'x' }]);
    assert.deepEqual(await school.read([]), []);
    assert.deepEqual(await school.read([], undefined, host), [`${name}=x`]);
  });
});

describe('what the audit shows of a value', () => {
  it('is enough to recognize it', () => {
    assert.deepEqual([excerpt(null), excerpt(undefined), excerpt(''), excerpt('x')], [null, null, '', 'x']);
    assert.equal(excerpt('x'.repeat(300)), 'x'.repeat(300));
    assert.equal(excerpt('x'.repeat(301)), `${'x'.repeat(300)}…`);
  });
});

describe('hundreds of settings at once', () => {
  it('take as many statements as two of them', async () => {
    await using school = await openSchool();
    const many = Array.from({ length: 900 }, (_, n) => ({ key: `Key.${n}`, value: `${n}` }));
    const changed = many.map(({ key, value }) => ({ key, value: `${value}!` }));
    for (const work of [
      (some: readonly SettingEntry[]) => school.write(some),
      (some: readonly SettingEntry[]) => school.remove(some.map(({ key }) => key)),
    ]) {
      const two = await statementsOf(() => work(many.slice(0, 2)));
      assert.equal(await statementsOf(() => work(many.slice(2))), two);
    }
    await school.write(many);
    await school.write(changed.slice(0, 2));
    assert.deepEqual(await school.read(['Key.1', 'Key.2']), ['Key.1=1!', 'Key.2=2']);
  });
});

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const end = activities.statement.onEnd(() => {
    count += 1;
  });
  await work();
  end();
  return count;
}
