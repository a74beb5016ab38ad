import type { Proof } from '../proof.ts';
import type { RoutedRequest } from './endpoints.ts';
import { pathOf } from './paths.ts';

/** The proof of a key that came with a request, and what it has to be made for. */
export function sentProof(request: RoutedRequest, externalUrl: string): Proof {
  const { method = '', headers } = request;
  const { dpop } = headers;
  return { text: typeof dpop === 'string' ? dpop : undefined, method, url: `${externalUrl}${pathOf(request)}` };
}
