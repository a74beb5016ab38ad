import type { Tables } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { signAccessToken } from './access-token.ts';
import type { TokenTarget } from './audience.ts';
import { type UserClaims, userClaims } from './claims.ts';
import { hostClaim } from './host-claim.ts';

export interface UserTokenParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly directory: Pick<Tables, 'groups' | 'memberships' | 'apiResources'>;
}

/** What a user granted to a client, and how. */
export interface UserGrant {
  readonly user: User;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** When the person signed in, in seconds since the epoch. */
  readonly authTime: number;
  /** By what. */
  readonly amr: readonly string[];
  readonly grantId?: string | undefined;
  /** The browser session. */
  readonly sessionUid?: string | undefined;
  /** Thumbprint of the key that the token is bound to. */
  readonly boundTo?: string | undefined;
}

/** Signs an access token for what a person granted, however it was obtained: with the scopes of its target. */
export async function signUserToken(
  granted: Omit<UserGrant, 'scopes'>,
  target: TokenTarget,
  parts: UserTokenParts,
  now: number,
): Promise<string> {
  const { user, clientId, authTime, amr, grantId, sessionUid, boundTo } = granted;
  const claims: UserClaims = {
    ...userClaims(user, clientId, target.scopes, { at: authTime * 1000, amr }),
    ...(grantId === undefined ? {} : { grant_id: grantId }),
    ...(sessionUid === undefined ? {} : { sid: sessionUid }),
    ...(boundTo === undefined ? {} : { cnf: { jkt: boundTo } }),
    ...(await hostClaim(parts.directory, user)),
  };
  return await signAccessToken(parts.signer(now), { issuer: parts.issuer, ...target }, claims, now);
}
