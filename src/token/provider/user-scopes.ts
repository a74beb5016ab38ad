import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { isBuiltIn } from '../../directory/application/built-in.ts';
import type { ApplicationScope } from '../../directory/application.ts';
import { rolesScope, scopeNames, standardScopes } from '../../directory/scope.ts';
import type { Registration } from './client.ts';
import { onErrorPage } from './patches.ts';

/** All scopes that a signed-in user may grant to the application. */
export function userScopes(registered: readonly ApplicationScope[]): readonly string[] {
  const known = found.get(registered);
  if (known) return known;
  const own = registered.filter(({ type }) => type !== 'application').map(({ name }) => name);
  const names = own.length === 0 ? [] : [...new Set([...own, ...standardScopes, rolesScope])];
  found.set(registered, names);
  return names;
}

/** The store gives the same list again as long as nobody writes to it. */
const found = new WeakMap<readonly ApplicationScope[], readonly string[]>();

/**
 * The scopes of a request for a signed-in user. A scope that the application was given for itself only is refused here. The
 * scopes that a built-in client asks for are compiled into it, and its next release may ask for more: unknown ones are left
 * out for it (RFC 6749 section 3.3).
 *
 * @throws InvalidScope, which the person sees and the application does not.
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
