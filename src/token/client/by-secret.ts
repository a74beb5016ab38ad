import { provesWithKeys } from '../../directory/application/relying-party.ts';
import { type Applications, findSecret, isOver } from '../../directory/application.ts';
import { events } from '../../telemetry.ts';
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
  const at = now();
  const secret = findSecret(client_secret ?? '', secrets, at);
  // A client that signs with its own keys does not use its secret, so a stolen one must not work either.
  const takesSecrets = application?.isActive && application.isConfidential && !provesWithKeys(application);
  if (!takesSecrets || secret === undefined) throw clientNotAuthenticated();
  if (isOver(secret, at)) {
    events.expiredPresented.publish({ kind: 'secret' });
    throw clientNotAuthenticated(`the time of its secret ${secret.id} is over`);
  }
  // A request must not fail because the time of use cannot be written.
  await applications.recordSecretUse(application, secret, at).catch(() => {});
  return { application, scopes };
}
