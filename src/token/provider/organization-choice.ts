import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';
import { multiFactor } from '../../directory/authentication.ts';
import { hostId, type Organizations } from '../../directory/organization.ts';
import type { Settings } from '../../directory/setting.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { onErrorPage } from './patches.ts';

/** The longest name that an organization can have. */
const longestShown = 128;

interface AcrValues {
  /** The organization, as `tenantName:{name}` or `tenant:{id}`. */
  readonly named: string | undefined;
  /** How strong the sign-in has to be: with more than one factor, or as the person and the organization want it. */
  readonly strength: typeof multiFactor | undefined;
}

/**
 * What the request says in `acr_values`: values with blanks between them. Names of organizations have blanks as well, so
 * `mfa` counts as first or last value, and before the next one with a colon.
 */
export function readAcrValues(acrValues: string | undefined): AcrValues {
  const values = acrValues?.trim() ?? '';
  const without = values.replace(/(?:^| )mfa(?= [\w-]+:|$)/g, '');
  const [, named] = /(?:^| )tenant(?:name)?:(.+?)(?= [\w-]+:|$)/i.exec(without) ?? [];
  return { named: named?.trim(), strength: without === values ? undefined : multiFactor };
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
