import type { Application } from '../../directory/application.ts';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import { hostId } from '../../directory/organization.ts';
import type { ApplicationActor } from '../../directory/permission/actor.ts';
import { permit } from '../../directory/permission.ts';
import { revokePresented } from '../../directory/personal-access-token/revoke.ts';
import { isPersonalAccessToken } from '../../directory/personal-access-token.ts';
import type { Store } from '../../directory/store.ts';
import { GatehouseError } from '../../errors.ts';
import type { AuthenticationParts } from '../bearer/authenticate.ts';
import type { BearerToken } from '../bearer/bearer.ts';
import type { Revocations } from '../bearer/revocations.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { unverifiedClaims } from '../jwt/jws.ts';
import type { GrantStore } from './grant-store.ts';
import { findRefreshToken } from './refresh-token.ts';

export interface RevocationParts {
  readonly directory: Pick<Store, 'transaction'>;
  readonly authentication: AuthenticationParts;
  readonly grants: GrantStore;
  readonly revocations: Revocations;
}

/**
 * Ends a token at the wish of the client that holds it (RFC 7009): an access token alone, a refresh token with
 * everything that came from the same sign-in. What is no token of the client is left as it is. A token that is over is
 * ended all the same: a clock that is wrong now could be right again before the token's time.
 */
export async function revokeToken(
  text: string,
  client: Application,
  parts: RevocationParts,
  now: number,
  origin: AuditOrigin,
): Promise<void> {
  if (isPersonalAccessToken(text)) {
    const permitted = permit(actorOf(client), 'personalAccessToken.endAsClient', client.organizationId);
    return await revokePresented(parts.directory, { permitted, at: now, ...origin, value: text });
  }
  const token = await verifyIfGenuine(text, parts, issuedAt(text) ?? now);
  if (token) {
    if (token.clientId === client.id) await parts.revocations.revoke(token.id, token.expiresAt * 1000);
    return;
  }
  const refresh = await findRefreshToken(text, parts.grants, 0);
  if (refresh?.clientId !== client.id) return;
  await parts.grants.revokeByGrantId(refresh.grantId, now + accessTokenSeconds * 1000);
}

/** A client that has proved who it is, and asks for nothing that needs a scope. */
const actorOf = ({ organizationId, id, name }: Application): ApplicationActor => ({
  ...{ type: 'application', organizationId, id, name, scopes: [], isFirstParty: false },
  isHost: organizationId === hostId,
});

/** When a token says that it was issued, in epoch milliseconds: a moment at which a genuine one is good. */
function issuedAt(text: string): number | undefined {
  const iat = unverifiedClaims(text)?.iat;
  return typeof iat === 'number' ? iat * 1000 : undefined;
}

async function verifyIfGenuine(
  text: string,
  { authentication }: RevocationParts,
  now: number,
): Promise<BearerToken | undefined> {
  try {
    return await authentication.verify(text, now);
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'Unauthenticated') return undefined;
    throw error;
  }
}
