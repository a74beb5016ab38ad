import { type Application, type ApplicationScope, newSecret } from '../../src/directory/application.ts';
import { newHandle } from '../../src/directory/handle.ts';
import { newId } from '../../src/directory/identifier.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { hashPersonalAccessToken, newPersonalAccessToken } from '../../src/directory/personal-access-token.ts';
import { provisionApplication } from '../../src/provisioning/application.ts';
import { grantStore } from '../../src/store/grants.ts';
import { grantKey } from '../../src/token/grant/grant-key.ts';
import type { Account } from './accounts.ts';
import type { Gatehouse } from './gatehouse.ts';
import { type Answer, send } from './http.ts';
import { world } from './world.ts';

const provisioning = permitOperator('installation.provision');

/** Sends a form to an endpoint of the token service. */
export function postForm(
  gatehouse: Gatehouse,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(`${gatehouse.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers });
}

/** The fields by which an application says who it is. */
export const asClient = ({ id, secret }: { readonly id: string; readonly secret: string | null }) =>
  secret === null ? { client_id: id } : { client_id: id, client_secret: secret };

/** Adds an application; a public one has no secret. */
export async function createApplication(
  gatehouse: Gatehouse,
  { scopes = [], ...changes }: Partial<Application> & { readonly scopes?: readonly ApplicationScope[] } = {},
) {
  const { organizationId = world.organization.id, isConfidential = true, redirectUris = [] } = changes;
  const application = {
    ...{ organizationId, id: newId(), name: 'Prefects', isConfidential, redirectUris },
    ...{ isActive: true, createdAt: Date.now() },
    ...changes,
  };
  const secret = isConfidential ? newSecret() : null;
  await gatehouse.store.transaction((tables) =>
    provisionApplication(tables, provisioning, application, scopes, secret),
  );
  return { id: application.id, secret };
}

/** A personal access token as its owner would have made it. */
export async function createPersonalToken(
  gatehouse: Gatehouse,
  { organizationId, id: userId }: Account,
  scopes: readonly string[],
) {
  const value = newPersonalAccessToken(organizationId);
  const createdAt = Date.now();
  const token = {
    ...{ organizationId, id: newId(), userId, description: 'Homework', scopes },
    ...{ createdAt, expiresAt: createdAt + 24 * 60 * 60_000, amr: ['pwd'], lastUsedAt: null },
  };
  await gatehouse.store.personalAccessTokens.insert(token, hashPersonalAccessToken(value));
  return { ...token, value };
}

/** A refresh token as a sign-in leaves it in the store. */
export async function createRefreshToken(gatehouse: Gatehouse, account: Account, clientId: string) {
  const value = newHandle(account.organizationId);
  const grantId = newHandle(account.organizationId);
  const seconds = Math.floor(Date.now() / 1000);
  const payload = {
    ...{ kind: 'RefreshToken', accountId: account.accountId, clientId, grantId },
    ...{ scope: 'openid offline_access PM.User', iat: seconds, exp: seconds + 3600 },
  };
  await grantStore(gatehouse.db).upsert({
    ...{ ...grantKey('RefreshToken', value), grantId, accountId: account.accountId },
    ...{ uid: null, userCode: null, clientId, payload: JSON.stringify(payload), expiresAt: (seconds + 3600) * 1000 },
  });
  return { value, grantId };
}
