import { errors } from 'oidc-provider';
import { isBuiltIn } from '../../directory/application/built-in.ts';
import type { ApplicationScope } from '../../directory/application.ts';
import { rolesScope, scopeNames, standardScopes } from '../../directory/scope.ts';
import type { Registration } from './client.ts';
import { onErrorPage } from './patches.ts';

/** Everything that the application may be granted by a signed-in user. */
export function userScopes(registered: readonly ApplicationScope[]): readonly string[] {
  const own = registered.filter(({ type }) => type !== 'application').map(({ name }) => name);
  return own.length === 0 ? [] : [...new Set([...own, ...standardScopes, rolesScope])];
}

/**
 * The names in a request of a signed-in user. The grant decides which kind of scope is meant: a name that the
 * application was given for itself only is refused here. What a built-in client asks for is compiled in, and its next
 * release asks for more: names that nobody knows are left out of what it gets (RFC 6749 section 3.3).
 *
 * @throws InvalidScope, which is shown to the person and not passed on to the application.
 */
export function requireUserScopes(
  { application, scopes: registered }: Registration,
  requested: string | undefined,
): readonly string[] {
  const asked = scopeNames(requested);
  const available = userScopes(registered);
  const names = isBuiltIn(application) ? asked.filter((name) => available.includes(name)) : asked;
  const refused = names.length === 0 ? asked : names.filter((name) => !available.includes(name));
  if (names.length > 0 && refused.length === 0) return names;
  throw onErrorPage(new errors.InvalidScope('Invalid scope', refused.join(' ')));
}
