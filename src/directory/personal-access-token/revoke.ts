import { auditEntryOf, type Command } from '../command.ts';
import { keyOfPersonalAccessToken, type PersonalAccessToken } from '../personal-access-token.ts';
import type { Store, Tables } from '../store.ts';
import { findPersonalAccessToken } from './read.ts';

/**
 * Ends a personal access token: it is deleted, and refused on the next request.
 *
 * @throws GatehouseError NotFound or Forbidden.
 */
export async function revokePersonalAccessToken(
  store: Pick<Store, 'transaction'>,
  request: Command<'personalAccessToken.write'> & { readonly tokenId: string },
): Promise<void> {
  await store.transaction(async (tables) => {
    const { token } = (await findPersonalAccessToken(tables, request.permitted, request.tokenId)).object;
    await endToken(tables, request, token);
  });
}

/**
 * Ends the token of that value. Anyone who has the value could use it, so they may also end it; where it is of another
 * organization, or of none, nothing happens.
 */
export async function revokePresented(
  store: Pick<Store, 'transaction'>,
  request: Command<'personalAccessToken.end' | 'personalAccessToken.endAsClient'> & { readonly value: string },
): Promise<void> {
  await store.transaction(async (tables) => {
    const token = await tables.personalAccessTokens.findByHandle(keyOfPersonalAccessToken(request.value));
    if (token?.organizationId === request.permitted.organizationId) await endToken(tables, request, token);
  });
}

async function endToken(tables: Tables, command: Command, token: PersonalAccessToken): Promise<void> {
  if (!(await tables.personalAccessTokens.delete(token))) return; // Somebody else was faster, and recorded it.
  const details = { userId: token.userId, description: token.description };
  const entry = { category: 'PersonalAccessToken', action: 'Revoke', targetId: token.id, details } as const;
  await tables.audit.append(auditEntryOf(command, entry));
}
