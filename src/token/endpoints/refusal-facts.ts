import { errors } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';

/** What somebody who looks after an application needs, to see why a request of it was refused. */
export interface RefusalFacts {
  readonly oauthError: string;
  readonly reason: string;
  /** The names that it may not ask for, separated by blanks. */
  readonly scope?: string;
  readonly redirectUri?: string;
  /** Those that it may use instead, separated by blanks. */
  readonly registeredUris?: string;
}

const maxLengths = { reason: 300, uri: 300, uris: 10 };

/**
 * What the log says of a refusal: nothing that was sent as a secret, a code or a token, and the redirect URI only when it is
 * what is wrong.
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
