import { administers, organizationOverview } from '../../directory/organization/overview.ts';
import type { Store } from '../../directory/store.ts';
import { dto, listOf, string, uuid } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { hogwarts, ids } from './example-world.ts';

const Named = dto('PortalEntityDto', { id: uuid, name: string });
const TenantsAndOrganizationInfo = dto('TenantsAndOrganizationInfo', { tenants: listOf(Named), organization: Named });
const UserOrganizationInfo = dto('UserOrganizationInfo', {
  accountRoleType: string,
  organizationId: uuid,
  organizationName: string,
});

const tag = 'Portal';

/** What command-line tools and pages ask the portal about the organization to which somebody has signed in. */
export const portalEndpoints = ({ store }: { readonly store: Store }): readonly Endpoint[] => [
  describeEndpoint({
    operationId: 'Portal_GetTenantsAndOrganizationInfo',
    tag,
    summary: 'Names the organization and its tenants, to whom they belong',
    method: 'GET',
    path: '/portal_/api/filtering/leftnav/tenantsAndOrganizationInfo',
    access: 'organization.overview',
    answer: { status: 200, shape: TenantsAndOrganizationInfo },
    handle: async ({ permitted }) => {
      const { id, name, tenants } = await organizationOverview(store, permitted);
      return { tenants: tenants.map((tenant) => ({ id: tenant.id, name: tenant.name })), organization: { id, name } };
    },
  }),
  describeEndpoint({
    operationId: 'Portal_GetUserOrganizationInfo',
    tag,
    summary: 'Says whether the person who calls administers the organization',
    description: '`ACCOUNT_ADMIN` or `DEFAULT_USER`.',
    method: 'GET',
    path: '/portal_/api/organization/UserOrganizationInfo',
    access: 'organization.standing',
    answer: { status: 200, shape: UserOrganizationInfo },
    handle: async ({ permitted, organization: { id, name } }) => ({
      accountRoleType: administers(permitted) ? 'ACCOUNT_ADMIN' : 'DEFAULT_USER',
      organizationId: id,
      organizationName: name,
    }),
  }),
];

export const portalVocabulary: Vocabulary = {
  tags: {
    Portal: 'What clients ask the portal about the organization.',
  },
  meanings: {
    organization: 'The organization.',
    'PortalEntityDto.name': 'The name, as it stands in addresses.',
    accountRoleType: '`ACCOUNT_ADMIN` for administrators of the organization, `DEFAULT_USER` for everyone else.',
    organizationId: 'The id of the organization.',
    organizationName: 'The name of the organization.',
  },
  examples: {
    members: {
      organizationId: hogwarts,
      organizationName: 'Hogwarts',
      'TenantsAndOrganizationInfo.tenants': [{ id: ids.tower, name: 'Tower' }],
      'TenantsAndOrganizationInfo.organization': { id: hogwarts, name: 'Hogwarts' },
    },
  },
};
