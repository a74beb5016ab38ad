import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { commandLineId } from '../../src/directory/application/built-in.ts';
import { hostId } from '../../src/directory/organization.ts';
import { optionalSettings, settingDefaults } from '../../src/directory/setting.ts';
import { accountId } from '../../src/directory/user.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { assertFits, type Described, type DescribedOperation, describedBy } from '../support/described.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { codeOf } from '../support/second-factor.ts';
import { openPages, signInAs } from '../support/sign-in.ts';
import { firstPartyToken, inPerson, installationToken, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// The examples of the description, held against the schemas beside them, and sent to a server that holds the world they
// are made from.

interface Operation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
}

let api: Described;
let operations: readonly Operation[];
let host: Account;
const hostPassword = 'al0h0m0ra-account';

let owls: MailServer;
after(() => owls.stop());

const gatehouse = useGatehouse(
  async (running) => {
    owls = await startMailServer();
    api = await describedBy(running.url);
    operations = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
    );
    host = await createAccount(running, hostPassword, { isAdministrator: true, organizationId: hostId });
  },
  { 'smtp-private-addresses': '127.0.0.1' },
);

const [organizationId, id] = [world.organization.id, world.harry.id];
const harry: Account = { organizationId, id, accountId: accountId({ organizationId, id }) };

/** What only a person can do. */
const ofPeople = [
  'Portal_GetUserOrganizationInfo',
  'ReferenceToken_GetOwn',
  'ReferenceToken_Create',
  'Account_ChangePassword',
  'Account_Profile',
  'Account_BeginAuthenticatorApp',
  'Account_ConfirmAuthenticatorApp',
  'Account_RemoveFactor',
  'Account_RegenerateRecoveryCodes',
];

/** Who has proved a second factor as well. */
const proved = { clientId: commandLineId, amr: ['pwd', 'otp', 'mfa'] };

/** A new one each time: a changed password ends those that are there. */
async function bearerOf({ operationId, 'x-access': access }: Operation): Promise<string | undefined> {
  if (access === 'anyone' || access === 'browser') return undefined;
  if (access === 'installer') return await installationToken(gatehouse, host);
  if (access === 'host') return await firstPartyToken(gatehouse, host);
  const isOfPeople = ofPeople.includes(operationId) || operationId === 'ReferenceToken_Revoke';
  return isOfPeople ? await userToken(gatehouse, harry, inPerson, proved) : await token(gatehouse, '');
}

type Replaced = Readonly<Record<string, unknown>>;
/** The last answer of each operation. */
const answers = new Map<string, Answer>();
const pem = (name: string) => readFileSync(new URL(`certificates/${name}.crt`, import.meta.url), 'utf8');
const credentialId = () => ({ credentialId: answers.get('FederatedCredential_Create')?.json.id });
const tokenId = () => ({ id: answers.get('ReferenceToken_Create')?.json.id });
const tokenValue = () => ({ token: answers.get('ReferenceToken_Create')?.json.token });

/** What the server makes, or a mail carries, no example can know: a parameter or a member of the body. */
const known: Readonly<Record<string, () => Replaced | Promise<Replaced>>> = {
  Account_Login: () => ({ usernameOrEmail: `user-${host.id}`, password: hostPassword }),
  Account_ResetPassword: async () => ({ token: await createLink(gatehouse, harry, 'ForgotPassword') }),
  Account_EmailConfirmation: async () => ({ token: await createLink(gatehouse, harry, 'EmailConfirmation') }),
  // No day is always within the next year.
  ReferenceToken_Create: () => ({ expiryTime: new Date(Date.now() + 30 * 86_400_000).toISOString() }),
  Account_ConfirmAuthenticatorApp: () => {
    const { begun, secret } = answers.get('Account_BeginAuthenticatorApp')?.json ?? {};
    return { begun, code: codeOf(secret) };
  },
  Account_RemoveFactor: async () => ({ factorId: await giveFactor(gatehouse, harry) }),
  User_EndSession: async () => ({ sessionId: await sessionOf(harry) }),
  User_RemoveFactor: async () => ({ factorId: await giveFactor(gatehouse, harry) }),
  User_RemoveConnectedApplication: async () => {
    await gatehouse.store.consents.add(harry, world.application.id, ['PM.User'], Date.now());
    return {};
  },
  ReferenceToken_Get: tokenId,
  ReferenceToken_Update: tokenId,
  ReferenceToken_Delete: tokenId,
  ReferenceToken_Exchange: tokenValue,
  ReferenceToken_Revoke: tokenValue,
  ExternalClient_DeleteSecret: () => ({ secretId: answers.get('ExternalClient_GenerateSecret')?.json.id }),
  Setting_DeleteSetting: () => ({ settingId: answers.get('Setting_UpdateSettings')?.json[0].id }),
  Setting_VerifySmtpSettings: () => ({ host: '127.0.0.1', port: owls.port, enableSsl: false, userName: null }),
  FederatedCredential_Get: credentialId,
  FederatedCredential_Update: credentialId,
  FederatedCredential_Delete: credentialId,
  SamlCertificate_UpdatePrimaryCertificate: () => ({ certificate: pem('first') }),
  SamlCertificate_UpdateSecondaryCertificate: () => ({ certificate: pem('second') }),
  SamlCertificate_DeleteCertificate: () => ({
    certificateId: answers.get('SamlCertificate_SwitchToPrimary')?.json.secondaryCertificateId,
  }),
  Partition_Delete: async () => {
    const { id: partitionGlobalId } = answers.get('Partition_Create')?.json ?? {};
    await send(`${gatehouse.url}/identity/api/Partition/${partitionGlobalId}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await firstPartyToken(gatehouse, host)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ isActive: false }),
    });
    return { partitionGlobalId };
  },
};

/** Of a person who signs in just now. */
async function sessionOf(account: Account): Promise<string | undefined> {
  const pages = await openPages(gatehouse);
  const browser = new Browser(gatehouse.url);
  await signInAs(pages, browser, gatehouse, account, { url: new URL('/identity/web/login', gatehouse.url) });
  const user = await gatehouse.store.users.find(account);
  return user && (await pages.sessions.list(user))[0]?.id;
}

/** @param without a member that the body is sent without. */
async function sendExample(operation: Operation, without?: string): Promise<Answer> {
  const replaced = (await known[operation.operationId]?.()) ?? {};
  const exampleOf = ({ name, example }: Operation['parameters'][number]) =>
    [example].flat().map((one) => encodeURIComponent(String(replaced[name] ?? one)));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name);
    return parameter ? exampleOf(parameter).join() : name;
  });
  const query = operation.parameters
    .filter((one) => one.in === 'query' && one.example !== undefined)
    .flatMap((one) => exampleOf(one).map((value) => `${one.name}=${value}`));
  const body = operation.requestBody?.content['application/json'].example as Replaced | undefined;
  const bearer = await bearerOf(operation);
  const prefix = path.startsWith('/portal_') ? '' : '/identity';
  return await send(`${gatehouse.url}${prefix}${path}?${query.join('&')}`, {
    method: operation.method,
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(await browserHeaders(operation)),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify({ ...body, ...replaced, ...(without && { [without]: undefined }) }) } : {}),
  });
}

/** What a browser sends that is let in: the cookies of the first answer, and those of the sign-in. */
async function browserHeaders({ operationId }: Operation): Promise<Record<string, string>> {
  const cookiesOf = (id: string) =>
    (answers.get(id)?.headers.getSetCookie() ?? []).map((line) => line.split(';')[0] ?? '');
  const cookies = [...cookiesOf('Antiforgery_Generate'), ...cookiesOf('Account_Login')];
  if (!['Account_Login', 'Account_ClientAccessToken'].includes(operationId)) return {};
  const token = cookies.find((one) => one.startsWith('XSRF-TOKEN-IS='))?.split('=')[1] ?? '';
  return { cookie: cookies.join('; '), 'x-xsrf-token': token };
}

/** What others speak of is made first; a changed password ends tokens, and whoever does it all goes last. */
const first = [
  ...['Antiforgery_Generate', 'Account_Login', 'Account_ClientAccessToken', 'Client_Create'],
  ...['User_CreateUser', 'Account_BeginAuthenticatorApp'],
  ...['SamlCertificate_UpdatePrimaryCertificate', 'SamlCertificate_UpdateSecondaryCertificate'],
];
const last = [
  ...['User_ChangePassword', 'Account_ChangePassword', 'Account_ResetPassword'],
  ...['Client_Delete', 'Group_BulkDelete', 'RobotAccount_BulkDelete', 'User_Delete', 'ExternalClient_Delete'],
];
const methods = ['GET', 'POST', 'PUT', 'DELETE'];

function turnOf({ operationId, method, responses }: Operation): number {
  if (last.includes(operationId)) return 100 + last.indexOf(operationId);
  if (first.includes(operationId)) return first.indexOf(operationId);
  return 201 in responses ? 10 : 20 + methods.indexOf(method);
}

/** The members that the description says a body must have. */
function requiredMembers({ requestBody }: Operation): readonly string[] {
  const { $ref = '' } = (requestBody?.content['application/json'].schema ?? {}) as { $ref?: string };
  return (api.components.schemas[$ref.split('/').at(-1) ?? '']?.required ?? []) as readonly string[];
}

async function assertRefusedWithout(member: string, operation: Operation): Promise<void> {
  const { status, json, text } = await sendExample(operation, member);
  // Whether anybody has the name is told to nobody.
  const isRefused = status >= 400 || json.succeeded === false || operation.operationId === 'Account_ForgotPassword';
  assert.ok(isRefused, `${operation.operationId} without ${member}: ${status} ${text}`);
}

describe('the examples of the description', () => {
  it('are there for each path, body and answer, and fit the schemas beside them', () => {
    for (const { operationId, parameters, requestBody, responses } of operations) {
      for (const { in: place, name, required, example, schema } of parameters) {
        if (place === 'path' || required) assert.notEqual(example, undefined, `${operationId} ${name}`);
        if (example !== undefined) assertFits(example, schema, api, `${operationId} ${name}`);
      }
      const bodies = [requestBody, ...Object.values(responses)].flatMap((one) =>
        Object.entries(one?.content ?? {}).filter(([type]) => type === 'application/json'),
      );
      for (const [, { schema, example, examples }] of bodies) {
        const all = examples ? Object.values(examples).map(({ value }) => value) : [example];
        for (const one of all) assertFits(one, schema, api, operationId);
      }
    }
  });

  it('name no setting but those that this server reads', () => {
    const read: readonly string[] = [...Object.keys(settingDefaults), ...optionalSettings];
    const named = new Set(JSON.stringify(api).match(/\b(?:Auth|Branding|Email)(?:\.[A-Z]\w+)+/g));
    assert.ok(named.size > 1);
    const isRead = (named: string) => read.some((key) => key === named || key.startsWith(`${named}.`));
    assert.deepEqual(
      [...named].filter((one) => !isRead(one)),
      [],
    );
  });

  it('do what they say, each of them, on a server that holds the example world, and nothing without a member that they must have', async () => {
    const inTurn = operations.toSorted((one, other) => turnOf(one) - turnOf(other));
    for (const operation of inTurn) {
      for (const member of requiredMembers(operation)) await assertRefusedWithout(member, operation);
      const answer = await sendExample(operation);
      answers.set(operation.operationId, answer);
      const [expected] = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
      assert.equal(String(answer.status), expected, `${operation.operationId} ${answer.text.slice(0, 300)}`);
    }
    assert.equal(answers.size, operations.length);
  });
});
