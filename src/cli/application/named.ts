import { findApplication } from '../../directory/application/manage.ts';
import type { RegisteredApplication } from '../../directory/application/registry.ts';
import { canonical } from '../../directory/canonical.ts';
import type { Organization } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import { notFound } from '../../errors.ts';
import { UsageError } from '../options.ts';

/**
 * The application that a command names: by client id or by name, which several can have.
 *
 * @throws GatehouseError NotFound; UsageError with the client ids when several have the name.
 */
export async function applicationNamed(
  { applicationRegistry }: Pick<Store, 'applicationRegistry'>,
  { id: organizationId, name: organization }: Pick<Organization, 'id' | 'name'>,
  text: string,
): Promise<RegisteredApplication> {
  const byId = await findApplication(applicationRegistry, organizationId, text);
  if (byId) return byId;
  const named: RegisteredApplication[] = [];
  for await (const one of applicationRegistry.ofOrganization(organizationId)) {
    if (canonical(one.name) === canonical(text)) named.push(one);
  }
  const [found, ...others] = named;
  if (others.length > 0) {
    const ids = named.map(({ id }) => id).join(', ');
    throw new UsageError(`Several applications are called ${JSON.stringify(text)}: name one of ${ids}.`);
  }
  if (found) return found;
  const detail = `There is no application ${JSON.stringify(text)} in ${organization}.`;
  throw notFound(detail);
}
