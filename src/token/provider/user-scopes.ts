import { errors } from 'oidc-provider';
import type { ApplicationScope } from '../../directory/application.ts';
import { scopeNames, standardScopes } from '../../directory/scope.ts';
import { onThePage } from './patches.ts';

/** Everything that the application may be granted by a signed-in user. */
export function userScopes(registered: readonly ApplicationScope[]): readonly string[] {
  const own = registered.filter(({ type }) => type !== 'application').map(({ name }) => name);
  return own.length === 0 ? [] : [...new Set([...own, ...standardScopes])];
}

/**
 * The names in a request of a signed-in user. The grant decides which kind of scope is meant: a name that the
 * application was given for itself only is refused here.
 *
 * @throws InvalidScope, which is shown to the person and not passed on to the application.
 */
export function requireUserScopes(
  registered: readonly ApplicationScope[],
  requested: string | undefined,
): readonly string[] {
  const names = scopeNames(requested);
  const available = userScopes(registered);
  const refused = names.filter((name) => !available.includes(name));
  if (names.length > 0 && refused.length === 0) return names;
  throw onThePage(new errors.InvalidScope('Invalid scope', refused.join(' ')));
}
