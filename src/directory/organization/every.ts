import { inTurns } from '../../turns.ts';
import { hostId, type OrganizationPage, type OrganizationQuery, type Organizations } from '../organization.ts';

const atOnce = 100;

/** Every organization but the host, read while they are used, with a pause whenever what is done with them has taken long enough. */
export async function* everyOrganization(
  organizations: Pick<Organizations, 'page'>,
  orderBy: OrganizationQuery['orderBy'],
): AsyncGenerator<OrganizationPage['results'][number]> {
  const query = { orderBy, descending: false, limit: atOnce, part: undefined };
  for (let skip = 0; ; skip += atOnce) {
    const { results } = await organizations.page({ ...query, skip });
    yield* inTurns(results);
    if (results.length < atOnce) return;
  }
}

/** The ids of the host and of every organization. */
export async function* everyOrganizationId(organizations: Pick<Organizations, 'page'>): AsyncGenerator<string> {
  yield hostId;
  for await (const { id } of everyOrganization(organizations, 'createdAt')) yield id;
}
