import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { GrantStore } from '../grant-store.ts';
import type { RefreshToken } from '../refresh-token.ts';

/** The payload of a stored grant, in the form of the protocol library. */
export interface GrantPayload {
  readonly accountId: string;
  readonly clientId: string;
  readonly kind?: 'Grant';
  /** Seconds since the epoch. */
  readonly iat?: number;
  readonly openid?: { readonly scope: string };
  /** The user's `tokenEpoch` at the time. */
  readonly epoch?: number;
  readonly resources?: Readonly<Record<string, string>>;
  /** The resources that the client named in its authorization request. */
  readonly targets?: readonly string[];
}

/**
 * The grant that the refresh token came from, unless it was revoked.
 *
 * @throws InvalidGrant.
 */
export async function requireGrant(
  { user: { organizationId }, grantId, payload }: RefreshToken,
  { grants }: { readonly grants: Pick<GrantStore, 'find'> },
  now: number,
): Promise<GrantPayload & { readonly expiresAt: number }> {
  const found = await grants.find({ organizationId, model: 'Grant', id: grantId }, now);
  if (!found) throw new errors.InvalidGrant('grant not found');
  const grant = JSON.parse(found.payload) as GrantPayload;
  if (grant.clientId !== payload.clientId) throw new errors.InvalidGrant('client mismatch');
  if (grant.accountId !== payload.accountId) throw new errors.InvalidGrant('accountId mismatch');
  return { ...grant, expiresAt: found.expiresAt ?? Number.POSITIVE_INFINITY };
}
