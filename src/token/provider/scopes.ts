import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { ApplicationScope } from '../../directory/application.ts';
import { rolesScope, scopeNames } from '../../directory/scope.ts';

/**
 * The scopes of a client credentials token. The grant decides which kind of scope is meant: a name that the application
 * was given for users only is refused here. Without a request, all application scopes are granted.
 * Every application may ask for `OR.Default`.
 *
 * @throws InvalidScope (RFC 6749 section 5.2).
 */
export function applicationScopes(
  registered: readonly ApplicationScope[],
  requested: string | undefined,
): readonly string[] {
  // Refresh tokens are for users only, even if an administrator has registered the scope.
  const granted = registered.filter(({ type, name }) => type !== 'user' && name !== 'offline_access');
  const names = new Set(requested === undefined ? granted.map(({ name }) => name) : scopeNames(requested));
  for (const name of names) {
    if (name !== rolesScope && !granted.some((scope) => scope.name === name))
      throw new errors.InvalidScope(refusal(name, registered), name);
  }
  if (names.size === 0) throw new errors.InvalidScope('The client has no application scopes.', '');
  return [...names];
}

function refusal(name: string, registered: readonly ApplicationScope[]): string {
  if (name === 'offline_access') return 'offline_access is not available with the grant client_credentials.';
  const isUserScope = registered.some((scope) => scope.name === name && scope.type === 'user');
  if (isUserScope) return `The client is not allowed to access User scopes: ${name}`;
  return `The client is not allowed to access the scope ${name}`;
}
