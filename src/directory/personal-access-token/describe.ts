import { auditEntryOf, type Command } from '../command.ts';
import type { PersonalAccessToken } from '../personal-access-token.ts';
import type { Store } from '../store.ts';
import { requireDescription } from './issue.ts';
import { findPersonalAccessToken } from './read.ts';

interface DescribeRequest extends Command<'personalAccessToken.write'> {
  readonly tokenId: string;
  readonly description: string;
}

/**
 * Gives a personal access token another description: everything else of it is fixed when it is made.
 *
 * @throws GatehouseError NotFound, Forbidden or ValidationFailed.
 */
export async function describePersonalAccessToken(
  store: Store,
  request: DescribeRequest,
): Promise<PersonalAccessToken> {
  return await store.transaction(async (tables) => {
    const { token } = (await findPersonalAccessToken(tables, request.permitted, request.tokenId)).object;
    const description = requireDescription(request.description);
    await tables.personalAccessTokens.describe(token, description);
    const details = { userId: token.userId, description };
    const entry = { category: 'PersonalAccessToken', action: 'Update', targetId: token.id, details } as const;
    await tables.audit.append(auditEntryOf(request, entry));
    return { ...token, description };
  });
}
