import { isDeepStrictEqual } from 'node:util';
import { type ApiResource, type ApiScope, customResource, isOfOthers, resourcesOf } from '../directory/api-resource.ts';
import { canonical } from '../directory/canonical.ts';
import type { SeedApiResource } from './api-resource.ts';
import type { Planning } from './plan.ts';
import { refusal, within } from './position.ts';

/**
 * Plans a missing resource, or what the file says otherwise of one that is there. What the file does not name stays: an
 * application may have the scope.
 */
export async function planApiResource(planning: Planning, declared: SeedApiResource): Promise<void> {
  const { tables, organizationId, plan } = planning;
  const known = await resourcesOf(tables, organizationId);
  const isDeclared = (one: ApiResource) =>
    one.organizationId === organizationId && canonical(one.name) === canonical(declared.name);
  const before = known.find(isDeclared);
  requireFreeScopes(
    known.filter((one) => !isDeclared(one) && !isOfOthers(one)),
    declared,
  );
  const isPlanned = plan.applications.some(({ application }) => application.id === declared.name);
  if (!before && (isPlanned || (await tables.applications.findByClientId(declared.name)))) {
    throw refusal(within(declared.position, 'name'), 'is the client id of an application');
  }
  const { name, displayName, description, accessTokenType } = declared;
  const after: ApiResource = {
    organizationId,
    name: before?.name ?? name,
    displayName: displayName ?? before?.displayName ?? name,
    description: description ?? before?.description ?? null,
    accessTokenType: (accessTokenType ?? before?.accessTokenType) === 'JWT' ? 'JWT' : undefined,
    scopes: scopesAfter(before?.scopes ?? [], declared),
  };
  const members = (['displayName', 'description', 'accessTokenType', 'scopes'] as const).filter(
    (member) => !isDeepStrictEqual(before?.[member], after[member]),
  );
  if (!before || members.length > 0) plan.apiResources.push({ resource: after, isNew: !before, members });
}

function scopesAfter(before: readonly ApiScope[], { scopes }: SeedApiResource): readonly ApiScope[] {
  const after = new Map(before.map((scope) => [scope.name, scope]));
  for (const { name, displayName, description, type } of scopes) {
    const known = after.get(name);
    after.set(name, {
      name,
      displayName: displayName ?? known?.displayName ?? name,
      description: description ?? known?.description ?? null,
      type: type ?? known?.type ?? 'both',
    });
  }
  return [...after.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A scope that a file has given to an application before it said whose it is moves to its resource. */
function requireFreeScopes(others: readonly ApiResource[], { scopes }: SeedApiResource): void {
  const taken = new Map(others.flatMap((one) => one.scopes.map(({ name }) => [name, one.name] as const)));
  for (const { name, position } of scopes) {
    const owner = taken.get(name);
    if (owner === undefined || owner === customResource) continue;
    throw refusal(within(position, 'name'), `belongs to the resource ${JSON.stringify(owner)} already`);
  }
}
