import type { Store } from '../../directory/store.ts';
import type { Endpoint } from '../../operation/endpoint.ts';
import { accessPolicyEndpoint } from './access-policy.ts';
import { accountEndpoints } from './account.ts';
import { auditEndpoints } from './audit.ts';
import { clientEndpoints } from './client.ts';
import { directoryEndpoints } from './directory.ts';
import { externalApiResourceEndpoints } from './external-api-resource.ts';
import { externalClientEndpoints } from './external-client.ts';
import { federatedCredentialEndpoints } from './federated-credential.ts';
import { groupEndpoints } from './group.ts';
import { informationEndpoints } from './information.ts';
import { installationEndpoints } from './installation.ts';
import { licenseEndpoints } from './license.ts';
import { loginAttemptEndpoints } from './login-attempt.ts';
import { messageTemplateEndpoints } from './message-template.ts';
import { partitionEndpoints } from './partition.ts';
import { portalEndpoints } from './portal.ts';
import { referenceTokenEndpoints } from './reference-token.ts';
import { robotAccountEndpoints } from './robot-account.ts';
import { samlCertificateEndpoints } from './saml-certificate.ts';
import { settingEndpoints } from './setting.ts';
import { settingDeletionEndpoints } from './setting-deletion.ts';
import { testMailEndpoints } from './test-mail.ts';
import { userEndpoints } from './user.ts';
import { userChangesEndpoints } from './user-changes.ts';
import { userCreationEndpoints } from './user-creation.ts';
import { userLockoutEndpoints } from './user-lockout.ts';
import { userReadingEndpoints } from './user-reading.ts';

/** What the operations need: of everything there is, each takes its part. */
export type ApiTools = { readonly store: Store } & Parameters<typeof accountEndpoints>[0] &
  Parameters<typeof messageTemplateEndpoints>[0] &
  Parameters<typeof referenceTokenEndpoints>[0] &
  Parameters<typeof samlCertificateEndpoints>[0] &
  Parameters<typeof testMailEndpoints>[0] &
  Parameters<typeof userEndpoints>[0] &
  Parameters<typeof installationEndpoints>[0] &
  Parameters<typeof informationEndpoints>[0];

/** Every operation of the API. A new resource has a file of its own and a line here. */
export const apiEndpoints = (tools: ApiTools): readonly Endpoint[] => [
  ...auditEndpoints(tools.store),
  ...userEndpoints(tools),
  ...accountEndpoints(tools),
  ...userReadingEndpoints(tools),
  ...userCreationEndpoints(tools),
  ...userChangesEndpoints(tools),
  ...userLockoutEndpoints(tools),
  ...loginAttemptEndpoints(tools.store),
  ...messageTemplateEndpoints(tools),
  ...groupEndpoints(tools),
  ...robotAccountEndpoints(tools),
  ...directoryEndpoints(tools.store),
  accessPolicyEndpoint(tools.store),
  ...referenceTokenEndpoints(tools),
  ...settingEndpoints(tools),
  ...settingDeletionEndpoints(tools),
  ...testMailEndpoints(tools),
  ...externalClientEndpoints(tools),
  ...federatedCredentialEndpoints(tools),
  ...externalApiResourceEndpoints(tools),
  ...samlCertificateEndpoints(tools),
  ...partitionEndpoints(tools),
  ...installationEndpoints(tools),
  ...clientEndpoints(tools),
  ...portalEndpoints(tools),
  ...licenseEndpoints(),
  ...informationEndpoints(tools),
];
