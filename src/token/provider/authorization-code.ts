import { type Adapter, errors, type RefreshToken } from 'oidc-provider';
import { claimedKey } from '../dpop/proof.ts';
import type { FoundGrant } from '../grant/grant-store.ts';
import { refreshTokenModel, successorValue } from '../grant/refresh-token.ts';
import { isWithin, type RotationParts } from '../grant/rotation.ts';
import { storedId } from '../grant/stored-id.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { grantAdapter } from './adapter.ts';
import { currentContext } from './patches.ts';

export const authorizationCodeModel = 'AuthorizationCode';

/** How long an exchange whose answer was lost may be repeated, unless refresh tokens may be for a shorter time. */
const longestReuseMs = 5000;

export interface AuthorizationCodeParts extends RotationParts {
  readonly now: () => number;
}

/** What is written down of a code, as far as it counts here. */
interface AuthorizationCodePayload {
  readonly codeChallenge?: string;
  /** How it was exchanged. */
  readonly use?: { readonly jkt?: string | undefined };
}

/**
 * Keeps authorization codes for the library. A code is good for one exchange, and a second one ends what came from the
 * first (RFC 6749 section 4.1.2); unless it is the first one over again, by a client that has missed the answer: that is
 * given the same refresh token, so that two who have it are found out as if there had been one exchange.
 */
export function authorizationCodeAdapter(parts: AuthorizationCodeParts): Adapter {
  const { grants, now } = parts;
  const codes = grantAdapter(authorizationCodeModel, grants, now);
  const find = (id: string) => grants.find(authorizationCodeModel, storedId(authorizationCodeModel, id), now());
  return {
    ...codes,
    /** The library would refuse a spent one by itself, before it is known whether this is a repetition. */
    async find(id) {
      const { consumed, ...payload } = (await codes.find(id)) ?? {};
      return payload.jti === undefined ? undefined : payload;
    },
    /** Here the library has found that client, redirect URI, verifier and proof are right. */
    async consume(id) {
      const at = now();
      const use = { jkt: await claimedKey(currentContext().get('dpop')) };
      const code = await find(id);
      const payload = code && JSON.stringify({ ...JSON.parse(code.payload), use });
      if (await grants.consume(authorizationCodeModel, storedId(authorizationCodeModel, id), at, payload)) return;
      const spent = await find(id);
      if (spent && (await isRepetition(spent, id, use.jkt, parts))) return;
      if (spent?.grantId) await grants.revokeByGrantId(spent.grantId, at + accessTokenSeconds * 1000);
      throw new errors.InvalidGrant('authorization code already consumed');
    },
  };
}

/**
 * Only with a verifier does the second exchange show that it comes from where the first came from: an application with a
 * secret alone exchanges any code that a browser brings along.
 */
async function isRepetition(
  { grantId, payload, consumedAt }: FoundGrant,
  code: string,
  key: string | undefined,
  { grants, sealer, refreshReuseMs, now }: AuthorizationCodeParts,
): Promise<boolean> {
  const { codeChallenge, use } = JSON.parse(payload) as AuthorizationCodePayload;
  if (consumedAt === null || codeChallenge === undefined || use === undefined || use.jkt !== key) return false;
  if (!isWithin(Math.min(longestReuseMs, refreshReuseMs), consumedAt, now())) return false;
  const given = storedId(refreshTokenModel, successorValue(code, grantId ?? '', sealer));
  return ((await grants.find(refreshTokenModel, given, now()))?.consumedAt ?? null) === null;
}

/** The value of a refresh token that is given for a code: the same for each repetition. */
export function refreshTokenFor({ grantId }: RefreshToken, sealer: RotationParts['sealer']): string | undefined {
  const code = currentContext().oidc.entities.AuthorizationCode?.jti;
  return code === undefined ? undefined : successorValue(code, grantId ?? '', sealer);
}
