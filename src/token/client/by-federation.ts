import type { Applications } from '../../directory/application.ts';
import type { FederatedCredentials } from '../../directory/federated-credential.ts';
import type { TrustedIssuers } from '../../outgoing/trusted-issuers.ts';
import type { Registration } from '../provider/client.ts';
import { refusedFederatedAssertion } from './federated-assertion.ts';
import { clientNotAuthenticated, unknownApplication } from './not-authenticated.ts';

export interface FederationParts {
  readonly applications: Applications;
  readonly federatedCredentials: Pick<FederatedCredentials, 'ofApplication'>;
  /** Fetches the keys of the issuers that applications trust. */
  readonly trustedIssuers: Pick<TrustedIssuers, 'keysOf'>;
  readonly now: () => number;
}

/**
 * Authenticates a client by a token of an issuer that it trusts.
 *
 * @throws InvalidClient.
 */
export async function authenticateByFederation(
  clientId: string,
  text: string,
  { applications, federatedCredentials, trustedIssuers, now }: FederationParts,
): Promise<Registration> {
  const application = await applications.findByClientId(clientId);
  const credentials = await federatedCredentials.ofApplication(application ?? unknownApplication);
  if (!application?.isActive || !application.isConfidential) throw clientNotAuthenticated();
  const refusal = await refusedFederatedAssertion(text, credentials, { trustedIssuers, now: now() });
  if (refusal !== undefined) throw clientNotAuthenticated(refusal);
  return { application, scopes: await applications.scopes(application) };
}
