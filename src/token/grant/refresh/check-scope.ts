import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { scopeNames } from '../../../directory/scope.ts';
import type { Registration } from '../../provider/client.ts';
import { userScopes } from '../../provider/user-scopes.ts';
import type { RefreshToken } from '../refresh-token.ts';

/** RFC 6749 section 3.3. */
const scopeSyntax = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/;

/**
 * The requested scopes, or all of the token when the request names none (RFC 6749 section 6).
 *
 * @throws InvalidScope when the token does not have all of them.
 */
export function requireNarrowedScope({ scope }: RefreshToken, asked: string | undefined): readonly string[] {
  const own = scopeNames(scope);
  if (asked === undefined) return own;
  requireScopeSyntax(asked);
  const names = new Set(scopeNames(asked));
  const missing = [...names].filter((name) => !own.includes(name));
  if (missing.length === 0) return own.filter((name) => names.has(name));
  const what = missing.length === 1 ? 'scope' : 'scopes';
  throw new errors.InvalidScope(`refresh token missing requested ${what}`, missing.join(' '));
}

/** @throws InvalidScope when there are characters in it that no scope has. */
export function requireScopeSyntax(asked: string): void {
  if (!scopeSyntax.test(asked)) throw new errors.InvalidScope('scope contains invalid characters', asked);
}

/**
 * Those of the scopes that the person granted and the application is still registered for.
 *
 * @throws InvalidGrant when the application is registered for none of them any more.
 */
export function requireGrantedScopes(
  names: readonly string[],
  granted = '',
  { scopes: registered }: Registration,
): readonly string[] {
  const available = userScopes(registered);
  const all = scopeNames(granted);
  const left = names.filter((name) => available.includes(name));
  if (left.length === 0) throw new errors.InvalidGrant('the client has lost all scopes of the refresh token');
  return left.filter((name) => all.includes(name));
}
