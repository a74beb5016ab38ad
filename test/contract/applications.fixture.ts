import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send } from '../support/http.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

export const redirectUri = 'https://app.example/callback';

/** Where the applications of the organization are. */
export const path = `/ExternalClient/${world.organization.id}`;

const declaration = (changes: object = {}) => ({
  partitionGlobalId: world.organization.id,
  name: 'Nightly import',
  isConfidential: true,
  redirectUri: null,
  scopes: [
    { name: 'PM.User.Read', type: 2 },
    { name: 'OR.Folders.Read', type: 2 },
  ],
  ...changes,
});

/** Somebody who may manage applications, and the calls with which they do. */
export function useApplications() {
  /** Of an administrator who has signed in here, who may give an application whatever there is. */
  let bearer = '';
  const gatehouse = useGatehouse(async (server) => {
    bearer = await userToken(server, await createAccount(server, null, { isAdministrator: true }), inPerson);
  });
  const call = (method: string, path: string, body?: unknown, as = bearer) =>
    apiOf(gatehouse, () => as)(method, `/api${path}`, body);
  const create = (changes: object = {}, as = bearer): Promise<Answer> =>
    call('POST', '/ExternalClient', declaration(changes), as);
  const requestToken = (id: string, secret: string, scope = 'PM.User.Read') => {
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope };
    return send(`${gatehouse.url}/identity/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  };

  return { gatehouse, call, create, requestToken };
}
