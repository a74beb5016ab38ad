import type { Authentication } from '../directory/authentication.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import type { AuthenticationParts } from './bearer/authenticate.ts';
import { type ExchangedToken, exchangePersonalAccessToken } from './grant/token-exchange.ts';
import type { Issuers } from './issuers.ts';
import { issueFirstPartyToken } from './jwt/first-party.ts';
import { issueInstallationToken } from './jwt/installation-token.ts';
import type { KeyRing } from './keys/key-ring.ts';

/** The access tokens that operations of the API issue, besides the token endpoint. */
export interface ApiTokens {
  /**
   * Exchanges a personal access token for a signed access token, as the issuer of the prefix.
   *
   * @throws GatehouseError Unauthenticated unless the personal access token is valid.
   */
  readonly exchangePersonalAccessToken: (personalAccessToken: string, prefix: string) => Promise<ExchangedToken>;
  /**
   * Issues a token with which an installer registers clients.
   *
   * @throws GatehouseError Unauthenticated when the person was deleted meanwhile.
   */
  readonly issueInstallationToken: (permitted: Permitted<'installationToken.issue'>) => Promise<string>;
  /** Issues an access token for a person who signed in without an application. */
  readonly issueAccessToken: (user: User, authentication: Authentication) => Promise<string>;
}

interface ApiTokenParts {
  readonly issuers: Issuers;
  readonly keys: KeyRing;
  readonly directory: Pick<Tables, 'applications' | 'apiResources' | 'users' | 'groups'>;
  readonly authentication: AuthenticationParts;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function createApiTokens({ issuers, keys, directory, authentication, now }: ApiTokenParts): ApiTokens {
  const issuing = async (prefix = '') => {
    await keys.refresh();
    return { issuer: issuers.of(prefix), signer: (at: number) => keys.signer(at), directory };
  };
  return {
    exchangePersonalAccessToken: async (value, prefix) =>
      await exchangePersonalAccessToken(value, { ...(await issuing(prefix)), authentication }, now()),
    issueInstallationToken: async (permitted) => await issueInstallationToken(permitted, await issuing(), now()),
    issueAccessToken: async (user, authentication) =>
      await issueFirstPartyToken(user, authentication, await issuing(), now()),
  };
}
