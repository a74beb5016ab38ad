import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { redirectUri } from '../support/code-flow.ts';
import type { Gatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { type Arrival, Person } from './person.ts';

type Fields = Readonly<Record<string, string>>;

const insecure = { [oauth.allowInsecureRequests]: true };

export const postLogoutRedirectUri = 'https://app.example.test/signed-out';

/** What a sign-in ended with, after every check of the library. */
export interface SignedIn {
  readonly person: Person;
  readonly arrival: Arrival;
  readonly code: string;
  readonly idToken: string;
  readonly claims: oauth.IDToken;
  readonly tokens: oauth.TokenEndpointResponse;
}

interface Facts {
  readonly server: oauth.AuthorizationServer;
  readonly credentials: { readonly id: string; readonly secret: string };
  readonly origin: string;
  readonly mode: string | undefined;
}

/** A confidential application that leaves every check of what it gets to oauth4webapi. */
export class Party {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.server = facts.server;
    this.client = { client_id: facts.credentials.id };
  }

  /** Nobody whom the server knows yet. */
  person = (): Person => new Person(this.#facts.origin);

  /** The parameters of an authorization request. A member that is empty is left out. */
  request(changes: Fields = {}): URLSearchParams {
    const { mode } = this.#facts;
    const usual = {
      ...{ response_type: 'code', client_id: this.client.client_id, redirect_uri: redirectUri, scope: 'openid' },
      ...{ state: 'a state/of 23%?', nonce: 'n-0S6_WzA2Mj?a' },
      ...(mode === undefined ? {} : { response_mode: mode }),
    };
    return new URLSearchParams(Object.entries({ ...usual, ...changes }).filter(([, value]) => value !== ''));
  }

  async authorize(changes: Fields = {}, person: Person = this.person()): Promise<Arrival> {
    return await person.follow(asLink(this.server.authorization_endpoint, this.request(changes)));
  }

  /** The error that the application is told instead of a code. */
  async refused(changes: Fields, person?: Person): Promise<string> {
    const { answer, url } = await this.authorize(changes, person);
    assert.equal(`${url.origin}${url.pathname}`, redirectUri);
    assert.throws(() =>
      oauth.validateAuthResponse(this.server, this.client, answer ?? url, this.request().get('state') ?? ''),
    );
    return answer?.get('error') ?? '';
  }

  /** From the request to the tokens. */
  async signIn(changes: Fields = {}, person: Person = this.person()): Promise<SignedIn> {
    return await this.complete(await this.authorize(changes, person), person, changes);
  }

  async complete(arrival: Arrival, person: Person, changes: Fields = {}): Promise<SignedIn> {
    const request = this.request(changes);
    assert.equal(`${arrival.url.origin}${arrival.url.pathname}`, redirectUri, `stopped at ${arrival.url}`);
    const state = request.get('state') ?? oauth.expectNoState;
    const callback = oauth.validateAuthResponse(this.server, this.client, arrival.answer ?? arrival.url, state);
    const response = await this.exchange(callback, changes.code_verifier);
    const tokens = await oauth.processAuthorizationCodeResponse(this.server, this.client, response, {
      expectedNonce: request.get('nonce') ?? oauth.expectNoNonce,
      ...(changes.max_age === undefined ? {} : { maxAge: Number(changes.max_age) }),
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(this.server, response, insecure);
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    assert.ok(claims && tokens.id_token);
    return { person, arrival, code: callback.get('code') ?? '', idToken: tokens.id_token, claims, tokens };
  }

  async exchange(callback: URLSearchParams, verifier: string | typeof oauth.nopkce = oauth.nopkce) {
    const { secret } = this.#facts.credentials;
    const authentication = oauth.ClientSecretBasic(secret);
    const parts = [this.server, this.client, authentication, callback, redirectUri, verifier, insecure] as const;
    return await oauth.authorizationCodeGrantRequest(...parts);
  }

  /** Posts a form to an endpoint with the secret in it. */
  async post(endpoint: string | undefined, fields: Fields): Promise<Response> {
    const { id, secret } = this.#facts.credentials;
    const body = new URLSearchParams({ client_id: id, client_secret: secret, ...fields });
    return await fetch(endpoint ?? '', { method: 'POST', body });
  }

  /** Whether the access token is taken, at the user info endpoint. */
  async isAccepted({ tokens }: SignedIn): Promise<boolean> {
    const answer = await oauth.userInfoRequest(this.server, this.client, tokens.access_token, insecure);
    return answer.status === 200;
  }

  async userInfo({ tokens, claims }: SignedIn): Promise<oauth.UserInfoResponse> {
    const answer = await oauth.userInfoRequest(this.server, this.client, tokens.access_token, insecure);
    return await oauth.processUserInfoResponse(this.server, this.client, claims.sub, answer);
  }
}

/**
 * An address with a query as the suite builds it: what may stand there (RFC 3986 section 3.4) stands there as it is, bare
 * question marks among it.
 */
export function asLink(endpoint: string | undefined, fields: Iterable<readonly [string, string]>): URL {
  const asItMayStand = (text: string) =>
    encodeURIComponent(text).replaceAll(/%(?:2[4CF]|3[ABF]|40)/gi, decodeURIComponent);
  const query = [...fields].map(([name, value]) => `${name}=${asItMayStand(value)}`).join('&');
  return new URL(`${endpoint}?${query}`);
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
export const readJson = async (response: Response): Promise<any> => await response.json();

/** Registers an application and reads about the server what it says about itself. */
export async function createParty(gatehouse: Gatehouse, mode?: string): Promise<Party> {
  const { id, secret } = await createApplication(gatehouse, {
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [postLogoutRedirectUri],
    scopes: [{ name: 'PM.User', type: 'user' }],
  });
  const issuer = new URL(`${gatehouse.url}/identity`);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  return new Party({ server, credentials: { id, secret: secret ?? '' }, origin: gatehouse.url, mode });
}
