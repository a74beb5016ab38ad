import { createHash, randomBytes } from 'node:crypto';
import type { TokenService } from '../../src/token/token-service.ts';
import type { Account } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import type { Gatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { agree } from '../support/sign-in.ts';

const scopes = [
  { name: 'PM.User', type: 'user' },
  { name: 'PM.Directory', type: 'user' },
  { name: 'PM.Group', type: 'user' },
] as const;

interface Wanted {
  readonly redirectUri: string;
  readonly scope: string;
  readonly state?: string;
}

/**
 * Registers a public application, lets the person sign in to it as the clients ask for it, and brings back where the
 * browser was sent, and the form that exchanges the code.
 */
export async function authorized(
  gatehouse: Gatehouse,
  pages: TokenService,
  account: Account,
  { redirectUri, scope, state }: Wanted,
) {
  const application = { isConfidential: false, redirectUris: [redirectUri], scopes };
  const { id: clientId } = await createApplication(gatehouse, application);
  const verifier = randomBytes(40).toString('hex');
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(state === undefined ? {} : { state }),
  });
  const browser = new Browser(gatehouse.url);
  const start = await browser.visit(`/identity_/connect/authorize?${query}`);
  const { url } = await agree(pages, browser, gatehouse, account, start);
  const exchange = {
    ...{ grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri },
    ...{ code: url.searchParams.get('code') ?? '', code_verifier: verifier },
  };
  return { clientId, url, exchange };
}
