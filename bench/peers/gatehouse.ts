import manifest from '../../package.json' with { type: 'json' };
import { makeFolder, startServer } from '../server.ts';
import { changeRequest, signInRequest, tokenRequest } from '../world.ts';
import type { Peer } from './peer.ts';

export async function startGatehouse(): Promise<Peer> {
  await using starting = new AsyncDisposableStack();
  const folder = starting.use(await makeFolder());
  const server = starting.use(await startServer(folder));
  const started = starting.move();
  return {
    name: `Gatehouse ${manifest.version}`,
    urls: server.urls,
    settings:
      'as it is delivered, with a log line for each request; a change ends sessions and tokens, is written to the audit log and sends a notice; a sign-in gives a signed access token and a refresh token',
    signIn: { request: signInRequest, expected: '"refresh_token"' },
    change: {
      request: (user, from, to) => changeRequest(server.token, user, from, to),
      expected: '{"succeeded":true,"errors":[]}',
    },
    clientCredentials: { request: tokenRequest, expected: '"access_token"' },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
