import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';

/** What the operator needs to find out why a request of an application was refused. */
export interface RefusalFacts {
  readonly oauthError: string;
  readonly reason: string;
  /** The refused scopes, separated by spaces. */
  readonly scope?: string;
  readonly redirectUri?: string;
  /** The registered redirect URIs, separated by spaces. */
  readonly registeredUris?: string;
}

const maxLengths = { reason: 300, uri: 300, uris: 10 };

/**
 * What is logged about a refusal: no secret, code or token, and the redirect URI only if that is what is wrong.
 */
export function refusalFacts(
  error: errors.OIDCProviderError,
  redirectUri: unknown,
  application: Pick<Application, 'redirectUris'> | undefined,
): RefusalFacts {
  const { error: oauthError, error_description, error_detail } = error;
  const { scope } = error as { readonly scope?: unknown };
  const reason = [error_description, error_detail].filter(Boolean).join(': ').slice(0, maxLengths.reason);
  return {
    oauthError,
    reason,
    ...(typeof scope === 'string' && scope !== '' ? { scope: scope.slice(0, maxLengths.reason) } : {}),
    ...(error instanceof errors.InvalidRedirectUri && typeof redirectUri === 'string'
      ? {
          redirectUri: redirectUri.slice(0, maxLengths.uri),
          registeredUris: (application?.redirectUris ?? [])
            .slice(0, maxLengths.uris)
            .map((uri) => uri.slice(0, maxLengths.uri))
            .join(' '),
        }
      : {}),
  };
}
