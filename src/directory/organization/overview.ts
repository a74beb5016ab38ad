import type { OrganizationRecord } from '../organization.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';

/** The organization and its tenants: what everybody of the organization may know. */
export const organizationOverview = (
  { organizations }: Pick<Tables, 'organizations'>,
  { organizationId }: Permitted<'organization.overview'>,
): Promise<OrganizationRecord> => organizations.load(organizationId);

/** Whether the person who calls administers the organization. */
export const administers = ({ actor }: Permitted<'organization.standing'>): boolean =>
  actor.type === 'user' && actor.isAdministrator;
