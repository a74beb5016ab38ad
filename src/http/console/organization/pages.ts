import type { ConsolePage } from '../page.ts';
import { newOrganizationPage, organizationsPage } from './list-page.ts';
import { deleteOrganizationPage, organizationPage } from './organization-page.ts';
import { deleteTenantPage, tenantPage } from './tenant-page.ts';

/** Organizations and their tenants, for the host. */
export const organizationPages: readonly ConsolePage[] = [
  organizationsPage,
  newOrganizationPage,
  organizationPage,
  deleteOrganizationPage,
  tenantPage,
  deleteTenantPage,
];
