import { newId } from '../../src/directory/identifier.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
export type Json = any;

/** A server that has one of everything that goes over the wire, and a caller who may see all of it. */
export function useWire() {
  const made = { user: newId(), group: newId(), robot: newId(), application: '' };
  let bearer: string;
  const gatehouse = useGatehouse(async (running) => {
    const scopes = [
      'User',
      'UserLoginAttempt',
      'Group',
      'RobotAccount',
      'Setting',
      'MessageTemplate',
      'Audit',
      'OAuthApp',
    ];
    bearer = await token(running, scopes.map((name) => `PM.${name}`).join(' '));
    await arrange();
  });
  const call = apiOf(gatehouse, () => bearer);

  async function arrange(): Promise<void> {
    const base = { partitionGlobalId: world.organization.id };
    await call('POST', '/api/User', { ...base, id: made.user, userName: 'wire', password: 'w1re-password' });
    await call('POST', '/api/RobotAccount', { ...base, id: made.robot, name: 'wire-robot' });
    const scopes = [{ name: 'PM.User', type: 2 }];
    const application = { ...base, name: 'wire-application', isConfidential: true, scopes };
    made.application = (await call('POST', '/api/ExternalClient', application)).json.id;
    const directoryUserMemberIDs = [made.user, made.robot, made.application];
    await call('POST', '/api/Group', { ...base, id: made.group, name: 'wire', directoryUserMemberIDs });
    await call('PUT', '/api/Setting', { ...base, settings: [{ key: 'Wire', value: 'x' }] });
    await signIn();
  }

  const signIn = () =>
    send(`${gatehouse.url}/api/Account/Authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ TenancyName: world.organization.name, UsernameOrEmailAddress: 'wire', Password: 'wrong' }),
    });
  const got = async (path: string, prefix?: string): Promise<Json> => (await call('GET', path, undefined, prefix)).json;
  return { made, call, got, signIn };
}
