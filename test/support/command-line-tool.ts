import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from './accounts.ts';
import { type RelyingParty, relyingParty } from './code-flow.ts';
import { useGatehouse } from './gatehouse.ts';
import { openPages } from './sign-in.ts';

/** The client that the command-line tools have compiled in. */
export const clientId = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';

/** Of the person who uses the tools. */
export const password = 'al0h0m0ra-account';

/** Where the tools listen on the machine of the person, and what they ask for. */
export const asked = {
  redirect_uri: 'http://localhost:8104/oidc/login',
  scope: 'openid offline_access IdentityServerApi PM.User',
};

/** One server for all tests of a suite, with a person and the command-line tools that they sign in to. */
export function useCommandLineTool() {
  const pages = {} as TokenService;
  const account = {} as Account;
  const tool = {} as RelyingParty;
  const gatehouse = useGatehouse(async (running) => {
    Object.assign(pages, await openPages(running));
    Object.assign(account, await createAccount(running, password));
    Object.assign(tool, relyingParty(running, pages, { id: clientId, secret: null }));
  });
  return { gatehouse, pages, account, tool };
}
