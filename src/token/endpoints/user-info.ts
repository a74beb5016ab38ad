import type { ServerResponse } from 'node:http';
import type { Store } from '../../directory/store.ts';
import {
  type AuthenticatedToken,
  type AuthenticationParts,
  authenticateBearer,
  boundKey,
} from '../bearer/authenticate.ts';
import { tokenRefused } from '../bearer/challenge.ts';
import { sentProof } from '../dpop/request-proof.ts';
import { userInfo } from '../grant/user-info.ts';
import type { GroupTables } from '../jwt/group-claims.ts';
import { isForm, readForm } from './form.ts';
import { allowOwnOrigin } from './origin.ts';
import { sendJson, uncached } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

export interface UserInfoParts {
  readonly directory: GroupTables & Pick<Store, 'applications' | 'users'>;
  readonly authentication: AuthenticationParts;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly now: () => number;
}

/** The user info endpoint (OpenID Connect Core 1.0 section 5.3), for access tokens of users with the scope `openid`. */
export async function handleUserInfo(
  request: RoutedRequest,
  response: ServerResponse,
  note: AddToLog,
  { directory, authentication, externalUrl, now }: UserInfoParts,
): Promise<void> {
  const proof = sentProof(request, externalUrl);
  const authenticated = await authenticateBearer(await readAuthorization(request), authentication, now(), proof);
  const { actor } = authenticated;
  note({ organizationId: actor.organizationId, actor: `${actor.type} ${actor.id}` });
  allowOwnOrigin(response, await findClient(authenticated, directory), request.headers.origin);
  if (actor.type !== 'user' || !actor.scopes.includes('openid')) return refuseScope(response, authenticated);
  const user = await directory.users.find(actor);
  if (!user) throw tokenRefused();
  sendJson(response, 200, await userInfo(directory, user, actor), uncached);
}

/** The token is in the header, or else in a form (RFC 6750 section 2.2). No other body is read. */
async function readAuthorization(request: RoutedRequest): Promise<string | undefined> {
  const { authorization } = request.headers;
  if (authorization === undefined && request.method === 'POST' && isForm(request)) {
    const { access_token: token } = await readForm(request, { access_token: 16_384 });
    return token && `Bearer ${token}`;
  }
  request.resume();
  return authorization;
}

/** The client whose pages may read the response. */
async function findClient(authenticated: AuthenticatedToken, { applications }: UserInfoParts['directory']) {
  return authenticated.kind === 'signed' ? await applications.findByClientId(authenticated.token.clientId) : undefined;
}

function refuseScope(response: ServerResponse, authenticated: AuthenticatedToken): void {
  const scheme = boundKey(authenticated) === undefined ? 'Bearer' : 'DPoP';
  const challenge = `${scheme} error="insufficient_scope", scope="openid"`;
  response.writeHead(403, { 'www-authenticate': challenge, 'content-length': 0 }).end();
}
