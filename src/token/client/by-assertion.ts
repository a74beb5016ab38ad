import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { originOf } from '../../directory/url-parts.ts';
import type { KeySets } from '../../outgoing/key-sets.ts';
import type { ReplayStore } from '../dpop/replay.ts';
import { prefixOf, tokenPath } from '../endpoints/paths.ts';
import type { Issuers } from '../issuers.ts';
import type { Registration } from '../provider/client.ts';
import { authenticateByFederation, type FederationParts } from './by-federation.ts';
import { assertionType, isValidAssertion, readClientAssertion } from './client-assertion.ts';
import { clientNotAuthenticated } from './not-authenticated.ts';
import type { ClientFields } from './presented-credentials.ts';

export interface AssertionParts extends FederationParts {
  /** Where used assertions are stored. */
  readonly grants: ReplayStore;
  /** Fetches the keys of applications. */
  readonly keySets: Pick<KeySets, 'find'>;
  readonly issuers: Pick<Issuers, 'all'>;
  /** The URL under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
}

/**
 * Authenticates a client by an assertion that it has signed with its own key, or that an issuer that it trusts has signed
 * (RFC 7523 section 2.2).
 *
 * @throws InvalidClient; InvalidRequest when it also sends a secret.
 */
export async function authenticateByAssertion(
  { client_id, client_secret, client_assertion_type }: ClientFields,
  text: string,
  endpoint: string,
  parts: AssertionParts,
): Promise<Registration> {
  const { applications, grants, keySets, issuers, externalUrl, now } = parts;
  if (client_assertion_type !== assertionType) {
    throw new errors.InvalidRequest(`client_assertion_type must be ${assertionType}.`);
  }
  if (client_secret !== undefined) throw new errors.InvalidRequest('The client must prove itself in one way.');
  const assertion = readClientAssertion(text);
  if (client_id !== undefined && client_id !== assertion?.clientId)
    return await authenticateByFederation(client_id, text, parts);
  if (!assertion) throw clientNotAuthenticated();
  const application = await applications.findByClientId(assertion.clientId);
  if (!application?.isActive || !application.isConfidential) throw clientNotAuthenticated();
  const origin = originOf(externalUrl);
  const known = issuers.all.flatMap((issuer) => [issuer, `${issuer}${tokenPath}`]);
  const audiences = [...known, `${origin}${endpoint}`, `${origin}${tokenEndpointBeside(endpoint)}`];
  if (!(await isValidAssertion(assertion, application, audiences, { grants, keySets }, now())))
    throw clientNotAuthenticated();
  return { application, scopes: await applications.scopes(application) };
}

/** Many libraries use the token endpoint as audience for every endpoint (RFC 9126 section 2, RFC 7523 section 3). */
const tokenEndpointBeside = (endpoint: string): string => {
  const below = /\/connect\/[^/]+\/*$/i.exec(endpoint)?.[0] ?? '';
  return `${prefixOf(endpoint, below)}${tokenPath}`;
};
