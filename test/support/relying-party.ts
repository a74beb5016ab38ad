import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type Gatehouse, useGatehouse } from './gatehouse.ts';
import { send } from './http.ts';
import { world } from './world.ts';

/** An application of the example organization that people sign in to. It has no secret. */
export interface RelyingParty extends AsyncDisposable {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Resolves with the address to which the browser came back. */
  readonly callback: () => Promise<URL>;
}

export const relyingPartyName = 'Marauder’s Map';

const scopes = ['openid', 'profile', 'email', 'offline_access', 'PM.User', 'PM.User.Read', 'PM.Group.Read'];

/** Registers the application and waits for browsers at its own port. */
export async function startRelyingParty({ store }: Gatehouse): Promise<RelyingParty> {
  const arrivals: URL[] = [];
  let arrived = () => {};
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    if (url.pathname === '/callback') arrivals.push(url);
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Back</title><h1>Back at the application</h1>');
    arrived();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientId = newId();
  const application = {
    ...{ organizationId: world.organization.id, id: clientId, name: relyingPartyName, isConfidential: false },
    ...{ redirectUris: [`${origin}/callback`, `${origin}/`], isActive: true, createdAt: Date.now() },
  };
  await store.applications.insert(
    application,
    scopes.map((name) => ({ name, type: 'user' as const })),
  );
  return {
    clientId,
    redirectUri: `${origin}/callback`,
    async callback() {
      while (arrivals.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      return arrivals.shift() as URL;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One for all tests of a suite, at a server of its own, with whatever `arrange` puts in place before the first of them. */
export function useRelyingParty(
  arrange: (gatehouse: Gatehouse) => Promise<void> = async () => {},
  flags: Parameters<typeof useGatehouse>[1] = {},
) {
  const application = {} as RelyingParty;
  const gatehouse = useGatehouse(async (started) => {
    Object.assign(application, await startRelyingParty(started));
    await arrange(started);
  }, flags);
  after(async () => await application[Symbol.asyncDispose]());
  return { gatehouse, application };
}

/** Where the application sends a browser to sign in. */
export function authorizeUrl({ url }: Gatehouse, { clientId, redirectUri }: RelyingParty): string {
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 's' },
    scope: 'openid profile PM.User.Read PM.Group.Read offline_access',
    ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
  });
  return `${url}/identity/connect/authorize?${query}`;
}

/** What a device gets that wants a person to sign in for it. */
export async function beginDevice(
  { url }: Gatehouse,
  { clientId }: RelyingParty,
): Promise<{ readonly userCode: string; readonly deviceCode: string; readonly page: string }> {
  const form = new URLSearchParams({ client_id: clientId, scope: 'openid PM.User.Read' });
  const answer = await send(`${url}/identity/connect/deviceauthorization`, { method: 'POST', body: form });
  if (answer.status !== 200) throw new Error(`no device code: ${answer.text}`);
  const { user_code: userCode, device_code: deviceCode, verification_uri_complete: page } = answer.json;
  return { userCode, deviceCode, page };
}
