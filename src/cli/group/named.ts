import type { Group } from '../../directory/group.ts';
import { candidateIds } from '../../directory/identifier.ts';
import type { Organization } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import { notFound } from '../../errors.ts';

/** The group that a command names, by its name or id. @throws GatehouseError NotFound. */
export async function groupNamed(
  { groups }: Pick<Store, 'groups'>,
  { id: organizationId, name: organization }: Pick<Organization, 'id' | 'name'>,
  text: string,
): Promise<Group> {
  const found =
    (await groups.findByName(organizationId, text)) ?? (await groups.findMany(organizationId, candidateIds(text)))[0];
  if (found) return found;
  const detail = `There is no group ${JSON.stringify(text)} in ${organization}.`;
  throw notFound(detail);
}

/** @throws as `groupNamed`. */
export async function groupsNamed(
  store: Pick<Store, 'groups'>,
  organization: Pick<Organization, 'id' | 'name'>,
  texts: readonly string[],
): Promise<readonly Group[]> {
  const found: Group[] = [];
  for (const text of texts) found.push(await groupNamed(store, organization, text));
  return found;
}
