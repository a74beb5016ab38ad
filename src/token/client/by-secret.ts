import { provesWithKeys } from '../../directory/application/relying-party.ts';
import { type Applications, matchesSecret } from '../../directory/application.ts';
import type { Registration } from '../provider/client.ts';
import { clientNotAuthenticated, unknownApplication } from './not-authenticated.ts';
import type { ClientFields } from './presented-credentials.ts';

export interface SecretParts {
  readonly applications: Applications;
  readonly now: () => number;
}

/**
 * Authenticates a client by its secret (RFC 6749 section 2.3.1), or identifies a public one.
 *
 * @throws InvalidClient.
 */
export async function authenticateBySecret(
  { client_id = '', client_secret }: ClientFields,
  { applications, now }: SecretParts,
): Promise<Registration> {
  const application = await applications.findByClientId(client_id);
  const isPublic = application?.isActive === true && !application.isConfidential;
  const scopes = await applications.scopes(application ?? unknownApplication);
  if (isPublic && client_secret === undefined) return { application, scopes };
  const secrets = await applications.secrets(application ?? unknownApplication);
  // A client that signs with its own keys does not use its secret, so a stolen one must not work either.
  const isGenuine = matchesSecret(client_secret ?? '', secrets, now()) && !(application && provesWithKeys(application));
  if (application?.isActive && application.isConfidential && isGenuine) return { application, scopes };
  throw clientNotAuthenticated();
}
