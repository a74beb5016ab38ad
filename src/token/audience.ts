import { builtInResources, internalScope, managementResource } from '../directory/api-resource.ts';
import { rolesScope } from '../directory/scope.ts';
import type { Tables } from '../directory/store.ts';

/** The `aud` claim: one name stands by itself, several are a list (RFC 7519 section 4.1.3). */
export type Audience = string | readonly string[];

/** Scopes of these are for no API of one's own. */
const nobodys: readonly string[] = ['OpenID', 'Custom'];

const builtIn: ReadonlyMap<string, string> = new Map([
  ...builtInResources.flatMap(({ name, scopes }) => scopes.map((scope) => [scope.name, name] as const)),
  [internalScope, managementResource],
]);

/**
 * For which APIs a token of the organization is: those that own its scopes. What an administrator has registered comes
 * before what every organization has. `OR.Default` stands for roles of its bearer and names none.
 */
export async function audienceOf(
  { apiResources }: Pick<Tables, 'apiResources'>,
  organizationId: string,
  scopes: readonly string[],
): Promise<Audience> {
  const registered = await apiResources.owners(organizationId);
  const owners = scopes
    .filter((scope) => scope !== rolesScope)
    .map((scope) => registered.get(scope) ?? builtIn.get(scope) ?? '');
  const names = [...new Set(owners.filter((name) => name !== '' && !nobodys.includes(name)))].sort();
  return names.length > 1 ? names : (names[0] ?? managementResource);
}
