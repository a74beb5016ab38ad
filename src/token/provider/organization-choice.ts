import { errors } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';
import { hostId, type Organizations } from '../../directory/organization.ts';
import type { Settings } from '../../directory/setting.ts';
import { isSwitchedOff } from '../command-line.ts';
import { onThePage } from './patches.ts';

/** Which organization the request names in `acr_values`: `tenantName:{name}` or `tenant:{id}`. */
export function namedOrganization(acrValues: string | undefined): string | undefined {
  const [, named] = /(?:^| )tenant(?:name)?:(.+?)(?= [\w-]+:|$)/i.exec(acrValues ?? '') ?? [];
  return named?.trim();
}

/** An application of the host serves the users of every organization. */
export const isOfHost = ({ organizationId }: Application): boolean => organizationId === hostId;

/** Whether the application is one for users of the organization. */
export const serves = (application: Application, organizationId: string): boolean =>
  isOfHost(application) || application.organizationId === organizationId;

/** Whether a user of the organization may use the application at this moment. */
export const isOpenTo = async (
  settings: Pick<Settings, 'inForce'>,
  application: Application,
  organizationId: string,
): Promise<boolean> =>
  serves(application, organizationId) && !(await isSwitchedOff(settings, application, organizationId));

/**
 * The id of the organization that the request names.
 *
 * @throws InvalidRequest, which is shown to the person and not passed on, when there is none of that name, or the
 *   application belongs to another: an application that was told would send the browser here again at once.
 */
export async function chosenOrganization(
  organizations: Organizations,
  application: Application,
  named: string | undefined,
): Promise<string | undefined> {
  if (named === undefined) return undefined;
  const organization = await organizations.find(named);
  if (organization && serves(application, organization.id)) return organization.id;
  const error = new errors.InvalidRequest(
    'The application is not available in the organization that acr_values names.',
  );
  throw Object.assign(onThePage(error), { organization: named });
}
