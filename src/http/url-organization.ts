import type { Organization, Organizations } from '../directory/organization.ts';
import { notFound } from '../errors.ts';
import type { Entrance } from './entrance.ts';

/**
 * The organization that the URL names, if it names one.
 *
 * @throws GatehouseError NotFound when there is no such organization, or no such tenant in it.
 */
export async function organizationOfUrl(
  organizations: Organizations,
  entrance: Entrance,
): Promise<Organization | undefined> {
  if (entrance.organization === undefined) return undefined;
  const organization = await organizations.find(entrance.organization);
  if (!organization) throw notFound('There is no such organization.');
  if (entrance.tenant === undefined) return organization;
  if (await organizations.findTenant(organization.id, entrance.tenant)) return organization;
  throw notFound('There is no such tenant in the organization.');
}
