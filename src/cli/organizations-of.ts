import { everyOrganization } from '../directory/organization/every.ts';
import { hostId, type Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import { notFound, StartupError } from '../errors.ts';
import { UsageError } from './options.ts';

/** The option that names an organization, for commands that take the only one where there is no other. */
export const organizationOption = {
  organization: {
    placeholder: 'NAME',
    doc: 'The organization, by name or id; "host" is the one of those who manage organizations. Not needed where there is only one.',
  },
} as const;

/**
 * The organization that a command names by its id or its name.
 *
 * @throws GatehouseError NotFound.
 */
export async function requireOrganization(
  { organizations }: Pick<Store, 'organizations'>,
  named: string,
): Promise<Organization> {
  const organization = await organizations.find(named);
  if (organization) return organization;
  throw notFound(`There is no organization ${JSON.stringify(named)}.`);
}

/**
 * The organization that a command names, or the only one there is beside the host.
 *
 * @throws GatehouseError NotFound; UsageError where there are several and none is named; StartupError where there is none.
 */
export async function theOrganization(
  { organizations }: Pick<Store, 'organizations'>,
  named: string | undefined,
): Promise<Organization> {
  if (named !== undefined) return await requireOrganization({ organizations }, named);
  const howMany = await organizations.howMany();
  const only = howMany === 'one' ? await organizations.findDefault() : undefined;
  if (only) return only;
  if (howMany === 'none')
    throw new StartupError('There is no organization yet: "gatehouse org create NAME" makes one.');
  throw new UsageError('There are several organizations ("gatehouse org list"): say which, with --organization NAME.');
}

/**
 * The organization that a command names by its id or its name; without one, the host and all of them.
 *
 * @throws GatehouseError NotFound.
 */
export async function* organizationsOf(
  store: Pick<Store, 'organizations'>,
  named: string | undefined,
): AsyncGenerator<Pick<Organization, 'id' | 'name'>> {
  if (named !== undefined) return yield await requireOrganization(store, named);
  yield { id: hostId, name: 'the host' };
  yield* everyOrganization(store.organizations);
}
