import { createHash, randomBytes } from 'node:crypto';
import type { ApplicationScope } from '../../src/directory/application.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import type { Account } from './accounts.ts';
import { Browser, type Place } from './browser.ts';
import type { Gatehouse } from './gatehouse.ts';
import { type Answer, send } from './http.ts';
import { asClient, createApplication } from './oauth.ts';
import { agree } from './sign-in.ts';

type Fields = Readonly<Record<string, string>>;

export const redirectUri = 'https://app.example.test/callback';

export const userScopes: readonly ApplicationScope[] = [
  { name: 'PM.User', type: 'user' },
  { name: 'OR.Folders', type: 'both' },
  { name: 'PM.Group.Read', type: 'application' },
];

/** An application that asks for what it wants, letter by letter, and the people who answer its requests. */
export interface RelyingParty {
  readonly client: { readonly id: string; readonly secret: string | null };
  /** Sends a browser with an authorization request. A member that is empty is left out. */
  authorize(changes?: Fields, browser?: Browser, prefix?: string): Promise<Place>;
  /** The same, and the person agrees to everything; answers where the browser ended. */
  approve(account: Account, changes?: Fields, browser?: Browser): Promise<URL>;
  /** Sends a form to the token endpoint, with the credentials of the client. */
  exchange(form: Fields, headers?: Fields): Promise<Answer>;
  /** From the authorization request to the tokens. */
  signIn(account: Account, changes?: Fields, browser?: Browser): Promise<Answer>;
}

export const verifier = randomBytes(32).toString('base64url');

/** What a request with PKCE has besides the rest. */
export const challenge = {
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

export async function createRelyingParty(
  gatehouse: Gatehouse,
  pages: TokenService,
  changes: Parameters<typeof createApplication>[1] = {},
): Promise<RelyingParty> {
  const client = await createApplication(gatehouse, { redirectUris: [redirectUri], scopes: userScopes, ...changes });
  return relyingParty(gatehouse, pages, client);
}

export function relyingParty(gatehouse: Gatehouse, pages: TokenService, client: RelyingParty['client']): RelyingParty {
  const usual: Fields = {
    ...{ response_type: 'code', client_id: client.id, redirect_uri: redirectUri, scope: 'openid PM.User', state: 's1' },
    ...challenge,
  };
  const party: RelyingParty = {
    client,
    authorize(changes = {}, browser = new Browser(gatehouse.url), prefix = '/identity') {
      return browser.visit(`${prefix}/connect/authorize?${given({ ...usual, ...changes })}`);
    },
    async approve(account, changes = {}, browser = new Browser(gatehouse.url)) {
      const place = await party.authorize(changes, browser);
      return (await agree(pages, browser, gatehouse, account, place)).url;
    },
    exchange: (form, headers = {}) =>
      send(`${gatehouse.url}/identity/connect/token`, {
        method: 'POST',
        body: new URLSearchParams({ ...asClient(client), ...form }),
        headers,
      }),
    async signIn(account, changes = {}, browser = new Browser(gatehouse.url)) {
      const url = await party.approve(account, changes, browser);
      const code = url.searchParams.get('code') ?? '';
      const redirect_uri = changes.redirect_uri ?? redirectUri;
      return await party.exchange({ grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier });
    },
  };
  return party;
}

function given(fields: Fields): URLSearchParams {
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** What the page of errors is told in its address. */
export function shownError({ url }: Place): { readonly code: string | null; readonly data: Record<string, unknown> } {
  const id = url.searchParams.get('errorId') ?? '';
  const { Data } = JSON.parse(Buffer.from(id, 'base64url').toString()) as { Data: Record<string, unknown> };
  return { code: url.searchParams.get('errorCode'), data: Data };
}
