import * as oauth from 'oauth4webapi';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { agree, openPages } from '../support/sign-in.ts';

export const insecure = { [oauth.allowInsecureRequests]: true };

/** What is asked for on behalf of the person. */
export const authorization = {
  ...{ response_type: 'code', redirect_uri: redirectUri, scope: 'openid offline_access PM.User' },
  ...challenge,
};

/** A person and a public application, and the server as oauth4webapi has discovered it. */
export function useSenders() {
  const pages = {} as TokenService;
  const account = {} as Account;
  const party = {} as RelyingParty;
  const server = {} as oauth.AuthorizationServer;
  const gatehouse = useGatehouse(async (running) => {
    Object.assign(pages, await openPages(running));
    Object.assign(account, await createAccount(running, null, { isAdministrator: true }));
    Object.assign(party, await createRelyingParty(running, pages, { isConfidential: false }));
    const issuer = new URL(`${running.url}/identity`);
    const discovered = await oauth.discoveryRequest(issuer, insecure);
    Object.assign(server, await oauth.processDiscoveryResponse(issuer, discovered));
  });

  /** The tokens of a person, through a pushed request, from a client that uses oauth4webapi. */
  async function obtain(client: oauth.Client, authentication: oauth.ClientAuth, DPoP?: oauth.DPoPHandle) {
    const options = DPoP ? { ...insecure, DPoP } : insecure;
    const pushed = await oauth.processPushedAuthorizationResponse(
      server,
      client,
      await oauth.pushedAuthorizationRequest(server, client, authentication, authorization, options),
    );
    const { url } = await follow(client.client_id, pushed.request_uri);
    const callback = oauth.validateAuthResponse(server, client, url, oauth.expectNoState);
    const answer = await oauth.authorizationCodeGrantRequest(
      ...([server, client, authentication, callback, redirectUri, verifier, options] as const),
    );
    return await oauth.processAuthorizationCodeResponse(server, client, answer);
  }

  async function follow(client_id: string, request_uri: string) {
    const browser = new Browser(gatehouse.url);
    const query = new URLSearchParams({ client_id, request_uri });
    const place = await browser.visit(`/identity/connect/authorize?${query}`);
    return await agree(pages, browser, gatehouse, account, place);
  }

  return { gatehouse, pages, account, party, server, obtain, follow };
}
