import type { AuditActor } from '../audit.ts';
import type { PersonalAccessToken } from '../personal-access-token.ts';
import type { Store } from '../store.ts';
import { requireDescription } from './issue.ts';

export interface DescribeRequest {
  readonly token: PersonalAccessToken;
  readonly description: string;
  readonly actor: AuditActor;
  readonly traceId: string;
  readonly clientIp: string;
}

/**
 * Gives a personal access token another description: everything else of it is fixed when it is made.
 *
 * @throws GatehouseError ValidationFailed.
 */
export async function describePersonalAccessToken(
  store: Pick<Store, 'transaction'>,
  request: DescribeRequest,
  now: number,
): Promise<void> {
  const { token, description, actor, traceId, clientIp } = request;
  const { organizationId, id: targetId, userId } = token;
  requireDescription(description);
  await store.transaction(async (tables) => {
    await tables.personalAccessTokens.describe(token, description);
    await tables.audit.append({
      ...{ organizationId, at: now, category: 'PersonalAccessToken', action: 'Update', actor, targetId },
      details: { userId, description },
      ...{ traceId, clientIp },
    });
  });
}
