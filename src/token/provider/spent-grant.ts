import type { Store } from '../../directory/store.ts';
import { userKeyOf } from '../../directory/user.ts';
import { endSpent, type Spent } from '../grant/end-spent.ts';
import type { FoundGrant } from '../grant/grant-store.ts';
import type { LibraryRequest } from './library-request.ts';
import { currentContext } from './patches.ts';

export interface SpentGrantParts {
  readonly directory: Pick<Store, 'transaction'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Ends what came from a code that the request has presented after it was used. */
export async function endOfSpent(
  parts: SpentGrantParts,
  kind: Spent['kind'],
  { grantId, payload }: FoundGrant,
): Promise<void> {
  if (grantId === null) return;
  const { accountId, clientId } = JSON.parse(payload) as { readonly accountId: string; readonly clientId: string };
  const { traceId, clientIp } = currentContext().req as LibraryRequest;
  const spent = { kind, user: userKeyOf(accountId), grantId, applicationId: clientId };
  await endSpent(parts, spent, { traceId, clientIp }, parts.now());
}
