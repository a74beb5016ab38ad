import { hostId } from '../../src/directory/organization.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';

export const limit = 'Auth.Password.PreviousUseLimit';

/** To change settings, and among them those that are guarded. */
const scopes = ['PM.Setting', 'PM.AuthSetting'];

export const one = (key: string, value: unknown) => ({ settings: [{ key, value }] });

/** An application, a person with a token of their `own`, and administrators, who read and write settings. */
export function useSettings() {
  const person = {} as Account;
  const bearers = { application: '', own: '', administrator: '', hostAdministrator: '' };
  const gatehouse = useGatehouse(async (server) => {
    bearers.application = await token(server, 'PM.Setting PM.AuthSetting');
    Object.assign(person, await createAccount(server, null));
    bearers.own = await userToken(server, person, ['PM.Setting']);
    const administrator = await createAccount(server, null, { isAdministrator: true });
    bearers.administrator = await userToken(server, administrator, scopes);
    const ofHost = await createAccount(server, null, { isAdministrator: true, organizationId: hostId });
    bearers.hostAdministrator = await userToken(server, ofHost, scopes);
  });

  const get = (query: string, bearer = bearers.application) =>
    apiOf(gatehouse, () => bearer)('GET', `/api/Setting?${query}`);
  const put = (body: unknown, bearer = bearers.application, query = '') =>
    apiOf(gatehouse, () => bearer)('PUT', `/api/setting${query}`, body);

  return { gatehouse, person, bearers, get, put };
}
