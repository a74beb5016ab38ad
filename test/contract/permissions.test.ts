import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { managementScopes } from '../../src/directory/scope.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { type DescribedOperation, describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { applicationToken, inPerson, installationToken, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// Every operation × everybody who could call it, from the description that the running server gives of itself.

const gatehouse = useGatehouse(async () => await arrange());
const { organization, otherOrganization } = world;

interface Operation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
}

/** What a caller may expect: to be turned away in one of these ways, or to be let in, whatever comes of it. */
type Expected = readonly number[] | 'in';

let operations: readonly Operation[];
let person: Account;
let target: Account;
let administrator: Account;
let hostAdministrator: Account;
let foreigner: Account;

async function arrange(): Promise<void> {
  const { paths } = await describedBy(gatehouse.url);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      scopes: operation.security.flatMap(({ oauth2 = [] }) => oauth2),
    })),
  );
  person = await createAccount(gatehouse, null);
  target = await createAccount(gatehouse, null);
  administrator = await createAccount(gatehouse, null, { isAdministrator: true });
  hostAdministrator = await createAccount(gatehouse, null, { organizationId: hostId, isAdministrator: true });
  foreigner = await createAccount(gatehouse, null, { organizationId: otherOrganization.id, isAdministrator: true });
}

const unknown = '00000000-0000-4000-8000-00000000dead';

/** A request that would be about the organization and about `account`, and about records that do not exist. */
async function call(operation: Operation, bearer: string | undefined, account = unknown): Promise<Answer> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'partitionGlobalId') return organization.id;
    const isNumber = operation.parameters.find((one) => one.name === name)?.schema.type === 'integer';
    return name === 'userId' ? account : isNumber ? '987654321' : unknown;
  });
  const query = operation.parameters.some((one) => one.in === 'query' && one.name === 'partitionGlobalId')
    ? `?partitionGlobalId=${organization.id}`
    : '';
  const body = operation.requestBody ? { body: JSON.stringify({ partitionGlobalId: organization.id }) } : {};
  const prefix = path.startsWith('/portal_') ? '' : '/identity';
  return await send(`${gatehouse.url}${prefix}${path}${query}`, {
    method: operation.method,
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(operation.requestBody ? { 'content-type': 'application/json' } : {}),
    },
    ...body,
  });
}

function judge({ operationId }: Operation, { status, text }: Answer, expected: Expected): void {
  const shown = `${operationId}: ${status} ${text.slice(0, 200)}`;
  assert.ok(status < 500, shown);
  if (expected === 'in') assert.ok(status !== 401 && status !== 403, `turned away: ${shown}`);
  else assert.ok(expected.includes(status), `expected ${expected}: ${shown}`);
}

/** Asks every operation at which `select` does not answer undefined. */
async function ask(
  bearerFor: (operation: Operation) => Promise<string | undefined>,
  expect: (operation: Operation) => Expected | undefined,
  account?: () => string,
): Promise<void> {
  let asked = 0;
  for (const operation of operations) {
    const expected = expect(operation);
    if (expected === undefined) continue;
    asked += 1;
    judge(operation, await call(operation, await bearerFor(operation), account?.()), expected);
  }
  assert.ok(asked > 0);
}

const isOpen = ({ 'x-access': access }: Operation) => access === 'anyone';
/** Opened by something else than a token with scopes. */
const isElsewhere = ({ 'x-access': access }: Operation) => access === 'browser' || access === 'installer';
const isOfPeople = ({ 'x-access': access }: Operation) => access === 'person';
const needsScope = (operation: Operation) => operation.scopes.length > 0;
/** Of a person. */
const isScopeNeeded = (operation: Operation) => needsScope(operation) && !isOpen(operation);
const namesOrganization = ({ path, parameters }: Operation) =>
  path.includes('{partitionGlobalId}') || parameters.some(({ name }) => name === 'partitionGlobalId');

const everyScope = (operation: Operation) => (needsScope(operation) ? operation.scopes : ['PM.User']);

/** For operations of the same scopes the same token: to sign one takes longer than to ask. */
function signedOnce(sign: (scopes: readonly string[]) => Promise<string>) {
  const signed = new Map<string, Promise<string>>();
  return (scopes: readonly string[]): Promise<string> => {
    const key = scopes.join(' ');
    const token = signed.get(key) ?? sign(scopes);
    signed.set(key, token);
    return token;
  };
}

const asPerson = (account: () => Account) => {
  const bearer = signedOnce((scopes) => userToken(gatehouse, account(), scopes));
  return async (operation: Operation) => await bearer(everyScope(operation));
};

describe('who may call what', () => {
  it('turns everybody away who has no token', () =>
    ask(
      async () => undefined,
      (operation) => (isOpen(operation) ? 'in' : [401]),
    ));

  it('turns expired and revoked tokens away', async () => {
    // Signed like a good one, with the wrong time.
    const expired = await userToken(gatehouse, administrator, inPerson, { at: Date.now() - 7_200_000 });
    await ask(
      async () => expired,
      (operation) => (isOpen(operation) ? undefined : [401]),
    );
    const left = await createAccount(gatehouse, null, { isAdministrator: true });
    const revoked = await userToken(gatehouse, left, ['IdentityServerApi']);
    await gatehouse.store.users.revokeTokens(left, Date.now());
    await ask(
      async () => revoked,
      (operation) => (isOpen(operation) ? undefined : [401]),
    );
  });

  it('turns the wrong scope away', async () => {
    const wrong = await userToken(gatehouse, administrator, ['PM.Nothing']);
    await ask(
      async () => wrong,
      (operation) => (isScopeNeeded(operation) ? [403] : undefined),
    );
  });

  it('turns a read scope away from a write, and a write scope from a read', async () => {
    const other = (operation: Operation) => {
      const [base = ''] = operation.scopes;
      return operation.method === 'GET' ? `${base}.Write` : `${base}.Read`;
    };
    const bearer = signedOnce((scopes) => userToken(gatehouse, administrator, scopes));
    await ask(
      async (operation) => await bearer([other(operation)]),
      (operation) => (isScopeNeeded(operation) && !operation.scopes.includes(other(operation)) ? [403] : undefined),
    );
  });

  it('turns tokens away that were granted something else, whoever has them, from all but the own profile', async () => {
    const unrelated = ({ scopes }: Operation) => managementScopes.find((scope) => !scopes.includes(scope));
    const application = await createApplication(gatehouse);
    for (const wrong of [() => 'openid', () => 'OR.Jobs.Read', unrelated]) {
      for (const bearer of [
        signedOnce((scopes) => userToken(gatehouse, administrator, scopes)),
        signedOnce((scopes) => userToken(gatehouse, hostAdministrator, scopes)),
        signedOnce((scopes) => applicationToken(gatehouse, application.id, scopes)),
      ]) {
        await ask(
          async (operation) => await bearer([wrong(operation) ?? 'openid']),
          (operation) =>
            isOpen(operation) || isElsewhere(operation) || isOfPeople(operation)
              ? undefined
              : operation['x-access'] === 'caller'
                ? 'in'
                : [403],
        );
      }
    }
  });

  it('lets every person know what is of people, and no application', async () => {
    const application = await token(gatehouse, '');
    for (const [bearer, expected] of [
      [await userToken(gatehouse, person, ['openid']), 'in'],
      [application, [403]],
    ] as const) {
      await ask(
        async () => bearer,
        (operation) => (isOfPeople(operation) ? expected : undefined),
      );
    }
  });

  it('lets everybody read the own profile with whatever token they have', async () => {
    const bearer = await userToken(gatehouse, person, ['openid']);
    await ask(
      async () => bearer,
      (operation) => {
        const isOwn = operation['x-access'] === 'account' && operation.scopes[1] === 'PM.User.Read';
        // With what somebody proves who they are is no part of the profile.
        const isProfile = operation.path.includes('{userId}') && !operation.path.endsWith('/factors');
        return isOwn && isProfile ? 'in' : undefined;
      },
      () => person.id,
    );
  });

  it('keeps applications and people of other organizations out', async () => {
    const application = await token(gatehouse, '', world.otherApplication);
    const scopes = (await claims(application)).scope as readonly string[];
    await ask(
      async () => application,
      (operation) =>
        namesOrganization(operation) && operation.scopes.some((scope) => scopes.includes(scope)) ? [403] : undefined,
    );
    await ask(
      asPerson(() => foreigner),
      (operation) => (namesOrganization(operation) && !isOpen(operation) ? [403] : undefined),
    );
  });

  it('tells nobody about the accounts of other organizations', () =>
    ask(
      asPerson(() => foreigner),
      (operation) => (operation.path.includes('{userId}') && !isOpen(operation) ? [403] : undefined),
      () => target.id,
    ));

  it('keeps plain people from what administrators and the host do', () =>
    ask(
      asPerson(() => person),
      (operation) => (['administrators', 'host'].includes(operation['x-access']) ? [403] : undefined),
      () => target.id,
    ));

  it('keeps plain people from the accounts of others', () =>
    ask(
      asPerson(() => person),
      (operation) => (operation['x-access'] === 'account' && operation.path.includes('{userId}') ? [403] : undefined),
      () => target.id,
    ));

  it('lets people in to their own account', () =>
    ask(
      asPerson(() => person),
      (operation) => (operation['x-access'] === 'account' && operation.path.includes('{userId}') ? 'in' : undefined),
      () => person.id,
    ));

  it('lets organization administrators in to all but what the host does', () =>
    ask(
      asPerson(() => administrator),
      (operation) => (isElsewhere(operation) ? undefined : operation['x-access'] === 'host' ? [403] : 'in'),
    ));

  it('lets administrators of the host in everywhere', () =>
    ask(
      asPerson(() => hostAdministrator),
      (operation) => (isElsewhere(operation) ? undefined : 'in'),
    ));

  it('lets nobody register clients but installers, and them do nothing else', async () => {
    const inPerson = await userToken(gatehouse, hostAdministrator, ['IdentityServerApi']);
    await ask(
      async () => inPerson,
      (operation) => (operation['x-access'] === 'installer' ? [403] : undefined),
    );
    const installer = await installationToken(gatehouse, hostAdministrator);
    await ask(
      async () => installer,
      (operation) => {
        if (isOpen(operation) || operation['x-access'] === 'browser') return undefined;
        return operation['x-access'] === 'installer' ? 'in' : [403];
      },
    );
    const local = await installationToken(gatehouse, administrator);
    await ask(
      async () => local,
      (operation) => (isOpen(operation) || operation['x-access'] === 'browser' ? undefined : [403]),
    );
  });

  it('opens nothing by a token that takes the session of a browser', async () => {
    const inPerson = await userToken(gatehouse, hostAdministrator, ['IdentityServerApi']);
    await ask(
      async () => inPerson,
      (operation) => (operation['x-access'] === 'browser' ? [401] : undefined),
    );
  });
});

async function claims(text: string): Promise<Record<string, unknown>> {
  return JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
