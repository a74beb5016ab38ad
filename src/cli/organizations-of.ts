import { everyOrganization } from '../directory/organization/every.ts';
import { hostId, type Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import { StartupError } from '../errors.ts';

/**
 * The organization that a command names by its id or its name.
 *
 * @throws StartupError when there is none.
 */
export async function requireOrganization(
  { organizations }: Pick<Store, 'organizations'>,
  named: string,
): Promise<Organization> {
  const organization = await organizations.find(named);
  if (organization) return organization;
  throw new StartupError(`There is no organization ${JSON.stringify(named)}.`);
}

/**
 * The organization that a command names by its id or its name; without one, the host and all of them.
 *
 * @throws StartupError when there is no such organization.
 */
export async function* organizationsOf(
  store: Pick<Store, 'organizations'>,
  named: string | undefined,
): AsyncGenerator<Pick<Organization, 'id' | 'name'>> {
  if (named !== undefined) return yield await requireOrganization(store, named);
  yield { id: hostId, name: 'the host' };
  yield* everyOrganization(store.organizations, 'name');
}
