import type { OrganizationPage, OrganizationQuery, OrganizationRecord } from '../organization.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';

type Reader = Permitted<'organization.read'>;

/** All but the host. */
export const listOrganizations = (
  { organizations }: Pick<Tables, 'organizations'>,
  _: Reader,
  query: OrganizationQuery,
): Promise<OrganizationPage> => organizations.page(query);

export const loadOrganization = (
  { organizations }: Pick<Tables, 'organizations'>,
  { organizationId }: Reader,
): Promise<OrganizationRecord> => organizations.load(organizationId);
