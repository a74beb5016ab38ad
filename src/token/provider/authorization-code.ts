import type { Adapter, RefreshToken } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { userKeyOf } from '../../directory/user.ts';
import { claimedThumbprint } from '../dpop/proof.ts';
import { grantKey } from '../grant/grant-key.ts';
import type { FoundGrant } from '../grant/grant-store.ts';
import { refreshTokenModel, successorValue } from '../grant/refresh-token.ts';
import { isWithin, type RotationParts } from '../grant/rotation.ts';
import { grantAdapter } from './adapter.ts';
import { currentContext } from './patches.ts';
import { endOfSpent, type SpentGrantParts } from './spent-grant.ts';

export const authorizationCodeModel = 'AuthorizationCode';

/** How long an exchange whose response was lost may be repeated, unless the time for refresh tokens is shorter. */
const longestReuseMs = 5000;

export type AuthorizationCodeParts = RotationParts & SpentGrantParts;

/** The members of the payload of a code that are read here. */
interface AuthorizationCodePayload {
  readonly codeChallenge?: string;
  /** How it was exchanged. */
  readonly use?: { readonly jkt?: string | undefined };
}

/**
 * Stores authorization codes for the library. A code is valid for one exchange, and a second one ends what came from the
 * first (RFC 6749 section 4.1.2); unless it is a repetition of the first, by a client whose response was lost. That client
 * is given the same refresh token, so that two who use it are noticed as after one exchange.
 */
export function authorizationCodeAdapter(parts: AuthorizationCodeParts): Adapter {
  const { grants, now } = parts;
  const codes = grantAdapter(authorizationCodeModel, grants, now);
  const find = (id: string) => grants.find(grantKey(authorizationCodeModel, id), now());
  return {
    ...codes,
    /** Without `consumed`: the library would refuse a spent code before it is known whether this is a repetition. */
    async find(id) {
      const { consumed, ...payload } = (await codes.find(id)) ?? {};
      return payload.jti === undefined ? undefined : payload;
    },
    /** The library calls this after it has checked client, redirect URI, verifier and proof. */
    async consume(id) {
      const at = now();
      const use = { jkt: await claimedThumbprint(currentContext().get('dpop')) };
      const code = await find(id);
      const payload = code && JSON.stringify({ ...JSON.parse(code.payload), use });
      if (await grants.consume(grantKey(authorizationCodeModel, id), at, payload)) return;
      const spent = await find(id);
      if (spent && (await isRepetition(spent, id, use.jkt, parts))) return;
      if (spent) await endOfSpent(parts, 'authorizationCode', spent);
      throw new errors.InvalidGrant('authorization code already consumed');
    },
  };
}

/**
 * Only a code verifier shows that the second exchange comes from the same place as the first: an application that has only
 * a secret exchanges any code that a browser brings to it.
 */
async function isRepetition(
  { organizationId, grantId, payload, consumedAt }: FoundGrant,
  code: string,
  key: string | undefined,
  { grants, sealer, refreshReuseMs, now }: AuthorizationCodeParts,
): Promise<boolean> {
  const { codeChallenge, use } = JSON.parse(payload) as AuthorizationCodePayload;
  if (consumedAt === null || codeChallenge === undefined || use === undefined || use.jkt !== key) return false;
  if (!isWithin(Math.min(longestReuseMs, refreshReuseMs), consumedAt, now())) return false;
  const given = successorValue(organizationId, code, grantId ?? '', sealer);
  return ((await grants.find(grantKey(refreshTokenModel, given), now()))?.consumedAt ?? null) === null;
}

/** The value of the refresh token that is issued for a code: the same for each repetition. */
export function refreshTokenFor(
  { accountId, grantId }: RefreshToken,
  sealer: RotationParts['sealer'],
): string | undefined {
  const code = currentContext().oidc.entities.AuthorizationCode?.jti;
  const { organizationId } = userKeyOf(accountId);
  return code === undefined ? undefined : successorValue(organizationId, code, grantId ?? '', sealer);
}
