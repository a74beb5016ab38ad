import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { originOf, pathOf } from '../../directory/url-parts.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import type { DpopProof } from './proof.ts';
import { readProof, verifyProof } from './proof.ts';

/** A request that may have a proof; `originalUrl` is its path as it was fetched. */
type ProvingRequest = Pick<RoutedRequest, 'method' | 'headers' | 'originalUrl'>;

/** The proof in the header `DPoP` of a request. */
export function sentProof(request: ProvingRequest, externalUrl: string): DpopProof {
  const { method = '', headers } = request;
  const { dpop } = headers;
  return {
    text: typeof dpop === 'string' ? dpop : undefined,
    method,
    url: `${originOf(externalUrl)}${pathOf(request.originalUrl)}`,
  };
}

/**
 * Verifies the proof of a request, if it has one, and returns the thumbprint of the key that the token is to be bound to
 * (RFC 9449 section 5).
 *
 * @throws InvalidDpopProof.
 */
export async function verifySentProof(
  request: ProvingRequest,
  { externalUrl, grants, now }: Pick<ClientAuthenticationParts, 'externalUrl' | 'grants' | 'now'>,
): Promise<string | undefined> {
  if (request.headers.dpop === undefined) return undefined;
  const thumbprint = await verifyProof(sentProof(request, externalUrl), undefined, grants, now());
  if (thumbprint === undefined) throw invalidProof();
  return thumbprint;
}

/**
 * Refuses a proof that cannot be valid, before the library verifies its signature.
 *
 * @throws InvalidDpopProof.
 */
export function requirePlausibleProof(request: RoutedRequest, externalUrl: string, now: number): void {
  if (request.headers.dpop === undefined) return;
  if (!readProof(sentProof(request, externalUrl), undefined, now)) throw invalidProof();
}

const invalidProof = () => new errors.InvalidDpopProof('The proof is not good for this request.');
