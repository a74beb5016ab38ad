import type { Store } from '../../directory/store.ts';
import type { Resource } from '../../operation/vocabulary.ts';
import { accessPolicyEndpoint, accessPolicyVocabulary } from './access-policy.ts';
import { accountEndpoints, accountVocabulary } from './account.ts';
import { auditEndpoints, auditVocabulary } from './audit.ts';
import { auditSearchEndpoints, auditSearchVocabulary } from './audit-search.ts';
import { clientEndpoints, clientVocabulary } from './client.ts';
import { connectedApplicationEndpoints, connectedApplicationVocabulary } from './connected-application.ts';
import { directoryEndpoints, directoryVocabulary } from './directory.ts';
import { expiringCredentialEndpoints, expiringCredentialVocabulary } from './expiring-credential.ts';
import { externalApiResourceEndpoints, externalApiResourceVocabulary } from './external-api-resource.ts';
import { externalClientEndpoints, externalClientVocabulary } from './external-client.ts';
import { clientSecretVocabulary } from './external-client-secret.ts';
import { federatedCredentialEndpoints, federatedCredentialVocabulary } from './federated-credential.ts';
import { groupEndpoints, groupVocabulary } from './group.ts';
import { groupSummaryEndpoints, groupSummaryVocabulary } from './group-summary.ts';
import { informationEndpoints, informationVocabulary } from './information.ts';
import { installationEndpoints, installationVocabulary } from './installation.ts';
import { licenseEndpoints, licenseVocabulary } from './license.ts';
import { loginAttemptEndpoints, loginAttemptVocabulary } from './login-attempt.ts';
import { messageTemplateEndpoints, messageTemplateVocabulary } from './message-template.ts';
import { overviewEndpoints, overviewVocabulary } from './overview.ts';
import { ownFactorEndpoints, ownFactorVocabulary } from './own-factor.ts';
import { partitionEndpoints, partitionVocabulary } from './partition.ts';
import { passwordCheckEndpoint, passwordCheckVocabulary } from './password-check.ts';
import { passwordPolicyEndpoints, passwordPolicyVocabulary } from './password-policy.ts';
import { portalEndpoints, portalVocabulary } from './portal.ts';
import { referenceTokenEndpoints, referenceTokenVocabulary } from './reference-token.ts';
import { robotAccountEndpoints, robotAccountVocabulary } from './robot-account.ts';
import { samlCertificateEndpoints, samlCertificateVocabulary } from './saml-certificate.ts';
import { settingEndpoints, settingVocabulary } from './setting.ts';
import { settingDeletionEndpoints } from './setting-deletion.ts';
import { testMailEndpoints, testMailVocabulary } from './test-mail.ts';
import { undeliveredMailEndpoints, undeliveredMailVocabulary } from './undelivered-mail.ts';
import { userEndpoints, userVocabulary } from './user.ts';
import { userChangesEndpoints, userChangesVocabulary } from './user-changes.ts';
import { userCreationEndpoints, userCreationVocabulary } from './user-creation.ts';
import { userFactorEndpoints, userFactorVocabulary } from './user-factor.ts';
import { userLockoutEndpoints, userLockoutVocabulary } from './user-lockout.ts';
import { userReadingEndpoints, userReadingVocabulary } from './user-reading.ts';
import { userSessionEndpoints, userSessionVocabulary } from './user-session.ts';
import { userWithoutPasswordEndpoint, userWithoutPasswordVocabulary } from './user-without-password.ts';
import { sharedVocabulary } from './vocabulary.ts';

/** What the operations need: of everything there is, each takes its part. */
export type ApiTools = { readonly store: Store } & Parameters<typeof accountEndpoints>[0] &
  Parameters<typeof messageTemplateEndpoints>[0] &
  Parameters<typeof referenceTokenEndpoints>[0] &
  Parameters<typeof samlCertificateEndpoints>[0] &
  Parameters<typeof testMailEndpoints>[0] &
  Parameters<typeof passwordCheckEndpoint>[0] &
  Parameters<typeof userEndpoints>[0] &
  Parameters<typeof userSessionEndpoints>[0] &
  Parameters<typeof connectedApplicationEndpoints>[0] &
  Parameters<typeof installationEndpoints>[0] &
  Parameters<typeof ownFactorEndpoints>[0] &
  Parameters<typeof informationEndpoints>[0];

/** Every resource of the API. A new one has a file of its own and a line here. */
export const apiResources = (tools: ApiTools): readonly Resource[] => [
  { endpoints: [], vocabulary: sharedVocabulary },
  { endpoints: auditEndpoints(tools.store), vocabulary: auditVocabulary },
  { endpoints: auditSearchEndpoints(tools.store), vocabulary: auditSearchVocabulary },
  { endpoints: userEndpoints(tools), vocabulary: userVocabulary },
  { endpoints: [passwordCheckEndpoint(tools)], vocabulary: passwordCheckVocabulary },
  { endpoints: passwordPolicyEndpoints(tools), vocabulary: passwordPolicyVocabulary },
  { endpoints: accountEndpoints(tools), vocabulary: accountVocabulary },
  { endpoints: ownFactorEndpoints(tools), vocabulary: ownFactorVocabulary },
  { endpoints: userReadingEndpoints(tools), vocabulary: userReadingVocabulary },
  { endpoints: [userWithoutPasswordEndpoint(tools)], vocabulary: userWithoutPasswordVocabulary },
  { endpoints: userCreationEndpoints(tools), vocabulary: userCreationVocabulary },
  { endpoints: userChangesEndpoints(tools), vocabulary: userChangesVocabulary },
  { endpoints: userFactorEndpoints(tools), vocabulary: userFactorVocabulary },
  { endpoints: userLockoutEndpoints(tools), vocabulary: userLockoutVocabulary },
  { endpoints: userSessionEndpoints(tools), vocabulary: userSessionVocabulary },
  { endpoints: connectedApplicationEndpoints(tools), vocabulary: connectedApplicationVocabulary },
  { endpoints: loginAttemptEndpoints(tools.store), vocabulary: loginAttemptVocabulary },
  { endpoints: messageTemplateEndpoints(tools), vocabulary: messageTemplateVocabulary },
  { endpoints: groupEndpoints(tools), vocabulary: groupVocabulary },
  { endpoints: groupSummaryEndpoints(tools), vocabulary: groupSummaryVocabulary },
  { endpoints: robotAccountEndpoints(tools), vocabulary: robotAccountVocabulary },
  { endpoints: directoryEndpoints(tools.store), vocabulary: directoryVocabulary },
  { endpoints: [accessPolicyEndpoint(tools.store)], vocabulary: accessPolicyVocabulary },
  { endpoints: referenceTokenEndpoints(tools), vocabulary: referenceTokenVocabulary },
  { endpoints: settingEndpoints(tools), vocabulary: settingVocabulary },
  { endpoints: settingDeletionEndpoints(tools) },
  { endpoints: testMailEndpoints(tools), vocabulary: testMailVocabulary },
  { endpoints: undeliveredMailEndpoints(tools), vocabulary: undeliveredMailVocabulary },
  { endpoints: externalClientEndpoints(tools), vocabulary: externalClientVocabulary },
  { endpoints: [], vocabulary: clientSecretVocabulary },
  { endpoints: federatedCredentialEndpoints(tools), vocabulary: federatedCredentialVocabulary },
  { endpoints: overviewEndpoints(tools), vocabulary: overviewVocabulary },
  { endpoints: expiringCredentialEndpoints(tools), vocabulary: expiringCredentialVocabulary },
  { endpoints: externalApiResourceEndpoints(tools), vocabulary: externalApiResourceVocabulary },
  { endpoints: samlCertificateEndpoints(tools), vocabulary: samlCertificateVocabulary },
  { endpoints: partitionEndpoints(tools), vocabulary: partitionVocabulary },
  { endpoints: installationEndpoints(tools), vocabulary: installationVocabulary },
  { endpoints: clientEndpoints(tools), vocabulary: clientVocabulary },
  { endpoints: portalEndpoints(tools), vocabulary: portalVocabulary },
  { endpoints: licenseEndpoints(), vocabulary: licenseVocabulary },
  { endpoints: informationEndpoints(tools), vocabulary: informationVocabulary },
];
