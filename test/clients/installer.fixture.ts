import { randomBytes } from 'node:crypto';
import { hostId } from '../../src/directory/organization.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send } from '../support/http.ts';

export const password = 'al0h0m0ra-account';

/** A client as an installer describes it. */
export const clientOf = (changes: object = {}) => ({
  clientId: `aifabric-${randomBytes(10).toString('hex')}`,
  clientName: 'AI Fabric',
  clientSecrets: [randomBytes(32).toString('hex')],
  allowedGrantTypes: ['client_credentials', 'authorization_code'],
  allowedScopes: ['openid', 'profile', 'email', 'AiFabric', 'IdentityServerApi', 'Orchestrator', 'PM.User'],
  ...{ accessTokenLifetime: 345600, identityTokenLifetime: 345600, requireConsent: false, RequireConsent: false },
  ...{ allowOfflineAccess: true, Claims: true, claims: 'x', requireClientSecret: true, properties: [1] },
  ...changes,
});

interface Login {
  readonly body?: object;
  readonly xsrf?: string;
  readonly cookie?: string;
  readonly prefix?: string;
}

/** An administrator of the host, and how an installer signs them in. */
export function useInstaller() {
  const administrator = {} as Account;
  const gatehouse = useGatehouse(async (running) => {
    const ofHost = { organizationId: hostId, isAdministrator: true };
    Object.assign(administrator, await createAccount(running, password, ofHost));
  });

  /** A client that keeps cookies, as PowerShell does: two of the first answer, the second of which is the token. */
  async function generate(prefix = '/identity') {
    const { headers } = await send(`${gatehouse.url}${prefix}/api/antiforgery/generate`);
    const [first = '', second = '', ...more] = headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    return {
      cookies: [first, second],
      more,
      lines: headers.getSetCookie(),
      xsrf: second.slice('XSRF-TOKEN-IS='.length),
    };
  }

  async function login({ body = {}, xsrf, cookie, prefix = '/identity' }: Login = {}): Promise<Answer> {
    const generated = await generate();
    return await send(`${gatehouse.url}${prefix}/api/account/login`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: cookie ?? generated.cookies.join('; '),
        'x-xsrf-token': xsrf ?? generated.xsrf,
      },
      body: JSON.stringify({
        ...{ PartitionName: 'host', UsernameOrEmail: `user-${administrator.id}`, Password: password },
        ...body,
      }),
    });
  }

  return { gatehouse, administrator, generate, login };
}
