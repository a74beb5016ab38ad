import type { Organization, Organizations } from '../directory/organization.ts';
import type { Tables } from '../directory/store.ts';
import type { SignInRealm } from './sign-in-account.ts';

/** There is no such organization, which a sign-in finds out as for any other name. */
const noRealm: SignInRealm = { named: '' };

/**
 * Which organization is meant by clients that name a *tenancy*: in their documents that is a tenant, and in practice as
 * often an organization. In an organization of the URL it has to be that organization or one of its tenants; elsewhere
 * organizations come first, then the tenant that is the only one of its name.
 *
 * @param ofUrl the organization that the URL names, by name or id.
 */
export async function realmOfTenancy(
  { organizations }: Pick<Tables, 'organizations'>,
  tenancyName: string,
  ofUrl = '',
): Promise<SignInRealm> {
  const named = tenancyName.trim();
  if ((named || ofUrl).toLowerCase() === 'host') return 'host';
  if (named === '') return ofUrl === '' ? 'default' : { named: ofUrl };
  if (ofUrl !== '') return await realmWithin(organizations, await organizations.find(ofUrl), named);
  const organization = (await organizations.find(named)) ?? (await organizations.findByTenant(named));
  return organization ? { named: organization.id } : noRealm;
}

async function realmWithin(
  organizations: Pick<Organizations, 'find' | 'findTenant'>,
  organization: Organization | undefined,
  named: string,
): Promise<SignInRealm> {
  if (!organization) return noRealm;
  const isItself = (await organizations.find(named))?.id === organization.id;
  return isItself || (await organizations.findTenant(organization.id, named)) ? { named: organization.id } : noRealm;
}
