import { networkOf } from '../../admission/network.ts';
import type { Application } from '../../directory/application.ts';
import type { Requester } from '../grant/grant-store.ts';
import { registrationOf } from './client.ts';
import type { LibraryRequest } from './library-request.ts';
import { currentContext } from './patches.ts';

/** What the library stores before anyone has signed in: it waits for a person who may never come. */
export const modelsThatWait: ReadonlySet<string> = new Set(['DeviceCode', 'PushedAuthorizationRequest']);

/** The application that asks, if it is authenticated. Anyone may claim to be a public one. */
export function provenApplication(): Application | undefined {
  const { client } = currentContext().oidc;
  const application = client && registrationOf(client).application;
  return application?.isConfidential ? application : undefined;
}

/** The requester of the request that the library is handling. */
export function currentRequester(): Requester {
  const application = provenApplication();
  if (application) return `organization ${application.organizationId}`;
  return `network ${networkOf((currentContext().req as LibraryRequest).clientIp ?? '')}`;
}
