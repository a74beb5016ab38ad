import { randomUUID } from 'node:crypto';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send } from '../support/http.ts';
import { postForm } from '../support/oauth.ts';
import { world } from '../support/world.ts';

/** A person as the module describes one that it creates. */
export const newUser = () => {
  const id = randomUUID();
  return { id, userName: `owl-${id}@hogwarts.example`, email: `owl-${id}@hogwarts.example`, type: 'user' };
};

/** The module UiPathOrch, signed in as an application. */
export function usePowerShellModule() {
  let bearer = '';
  const gatehouse = useGatehouse(async (running) => {
    const { id, secret } = world.application;
    const scope = 'PM.User PM.Group PM.RobotAccount PM.OAuthApp PM.Setting PM.Audit PM.Directory PM.License';
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope };
    bearer = (await postForm(running, '/identity/connect/token', form)).json.access_token;
  });

  const headers = () => ({
    authorization: `Bearer ${bearer}`,
    'user-agent': 'UiPathOrch/1.5.0',
    'x-uipath-tenantname': world.tenant,
    'content-type': 'application/json; charset=utf-8',
  });
  const call = (method: string, path: string, body?: object): Promise<Answer> =>
    send(`${gatehouse.url}${path}`, {
      method,
      headers: headers(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const bulkCreate = (users: readonly object[], groupIDs: readonly string[] = []) =>
    call('POST', '/identity/api/User/BulkCreate', { users, partitionGlobalId: world.organization.id, groupIDs });

  return { gatehouse, headers, call, bulkCreate, bearer: () => bearer };
}
