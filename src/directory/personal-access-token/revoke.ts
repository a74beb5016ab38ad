import type { AuditActor } from '../audit.ts';
import type { PersonalAccessToken } from '../personal-access-token.ts';
import type { Store } from '../store.ts';

export interface RevokeRequest {
  readonly token: PersonalAccessToken;
  readonly actor: AuditActor;
  readonly traceId: string | null;
  readonly clientIp: string | null;
}

/** Ends a personal access token: it is deleted, and refused on the next request. */
export async function revokePersonalAccessToken(
  store: Pick<Store, 'transaction'>,
  request: RevokeRequest,
  now: number,
): Promise<void> {
  const { token, actor, traceId, clientIp } = request;
  const { organizationId, id: targetId, userId, description } = token;
  await store.transaction(async (tables) => {
    if (!(await tables.personalAccessTokens.delete(token))) return; // Somebody else was faster, and recorded it.
    await tables.audit.append({
      ...{ organizationId, at: now, category: 'PersonalAccessToken', action: 'Revoke', actor, targetId },
      details: { userId, description },
      ...{ traceId, clientIp },
    });
  });
}
