import { errors } from 'oidc-provider';
import { pathOf } from '../../directory/url-parts.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import type { Proof } from './proof.ts';
import { provenKey, readProof } from './proof.ts';

/** A request that may have a proof; `originalUrl` is its path as it was fetched. */
type ProvingRequest = Pick<RoutedRequest, 'method' | 'headers' | 'originalUrl'>;

/** The proof of a key that came with a request, and what it has to be made for. */
export function sentProof(request: ProvingRequest, externalUrl: string): Proof {
  const { method = '', headers } = request;
  const { dpop } = headers;
  return {
    text: typeof dpop === 'string' ? dpop : undefined,
    method,
    url: `${externalUrl}${pathOf(request.originalUrl)}`,
  };
}

/**
 * The thumbprint of the key that a token is to be bound to, when the request has a proof of one (RFC 9449 section 5).
 *
 * @throws InvalidDpopProof.
 */
export async function keyOf(
  request: ProvingRequest,
  { externalUrl, grants, now }: Pick<ClientAuthenticationParts, 'externalUrl' | 'grants' | 'now'>,
): Promise<string | undefined> {
  if (request.headers.dpop === undefined) return undefined;
  const thumbprint = await provenKey(sentProof(request, externalUrl), undefined, grants, now());
  if (thumbprint === undefined) throw notForThisRequest();
  return thumbprint;
}

/**
 * Refuses a proof that cannot be good before the library spends a signature on it.
 *
 * @throws InvalidDpopProof.
 */
export function requireFittingProof(request: RoutedRequest, externalUrl: string, now: number): void {
  if (request.headers.dpop === undefined) return;
  if (!readProof(sentProof(request, externalUrl), undefined, now)) throw notForThisRequest();
}

const notForThisRequest = () => new errors.InvalidDpopProof('The proof is not good for this request.');
