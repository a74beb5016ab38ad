import type Provider from 'oidc-provider';
import { handleOf } from '../../directory/handle.ts';
import { newId } from '../../directory/identifier.ts';
import { userKeyOf } from '../../directory/user.ts';
import { refreshTokenFor } from './authorization-code.ts';
import { registrationOf } from './client.ts';
import { newDeviceCode } from './device-code.ts';
import { isOfHost } from './organization-choice.ts';
import { chooseValues, currentContext } from './patches.ts';
import type { ProviderParts } from './provider-parts.ts';

/** Has whatever the library makes, and somebody brings back, name the organization where it is kept. */
export function nameOrganizations(provider: Provider, parts: Pick<ProviderParts, 'sealer' | 'now'>): void {
  chooseValues<'AuthorizationCode'>(provider.AuthorizationCode, (code, random) => handleOf(ownerOf(code), random()));
  chooseValues<'Grant'>(provider.Grant, (grant, random) => handleOf(ownerOf(grant), random()));
  chooseValues<'RefreshToken'>(
    provider.RefreshToken,
    (token, random) => refreshTokenFor(token, parts.sealer) ?? handleOf(ownerOf(token), random()),
  );
  chooseValues<'PushedAuthorizationRequest'>(provider.PushedAuthorizationRequest, (_request, random) =>
    handleOf(ownerOfWaiting(), random()),
  );
  chooseValues<'DeviceCode'>(provider.DeviceCode, () => newDeviceCode(ownerOfWaiting(), parts));
}

/** The organization of the person for whom it speaks. */
const ownerOf = ({ accountId = '' }: { readonly accountId?: string | undefined }): string =>
  userKeyOf(accountId).organizationId;

/**
 * Where something is kept that waits for a person: with the application that asks. One of the host asks for people of every
 * organization, and whose it will be nobody knows: that stands alone, so that no place has all of it.
 */
function ownerOfWaiting(): string {
  const { client } = currentContext().oidc;
  const application = client && registrationOf(client).application;
  return application && !isOfHost(application) ? application.organizationId : newId();
}
