import { errors } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';
import { hostId, type Organizations } from '../../directory/organization.ts';
import type { Settings } from '../../directory/setting.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { onErrorPage } from './patches.ts';

/** The longest name that an organization can have. */
const longestShown = 128;

/** The organization that the request names in `acr_values`, as `tenantName:{name}` or `tenant:{id}`. */
export function namedOrganization(acrValues: string | undefined): string | undefined {
  const [, named] = /(?:^| )tenant(?:name)?:(.+?)(?= [\w-]+:|$)/i.exec(acrValues ?? '') ?? [];
  return named?.trim();
}

/** An application of the host serves the users of every organization. */
export const isOfHost = ({ organizationId }: Application): boolean => organizationId === hostId;

/** Whether the application is one for users of the organization. */
export const servesOrganization = (application: Application, organizationId: string): boolean =>
  isOfHost(application) || application.organizationId === organizationId;

/** Whether a user of the organization may use the application at this moment. */
export const isOpenToOrganization = async (
  settings: Pick<Settings, 'inForce'>,
  application: Application,
  organizationId: string,
): Promise<boolean> =>
  servesOrganization(application, organizationId) && !(await isSwitchedOff(settings, application, organizationId));

/**
 * The id of the organization that the request names.
 *
 * @throws InvalidRequest with the name, which the person sees and the application does not, when there is no such
 *   organization or the application belongs to another: some clients would start again without end. LoginRequired where
 *   nothing may be shown (OpenID Connect Core section 3.1.2.6).
 */
export async function requireChosenOrganization(
  organizations: Organizations,
  application: Application,
  named: string | undefined,
  isUnseen: boolean,
): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const organization = await organizations.find(named);
  if (organization && servesOrganization(application, organization.id)) return organization.id;
  const description = 'The application is not available in the organization that acr_values names.';
  if (isUnseen) throw new errors.LoginRequired(description);
  const shown = named.slice(0, longestShown);
  throw onErrorPage(Object.assign(new errors.InvalidRequest(description, 400, shown), { organization: shown }));
}
