import { GatehouseError } from '../../errors.ts';
import { parseUuid } from '../identifier.ts';
import { type Permitted, permitOn, requirePerson } from '../permission.ts';
import type { PersonalAccessToken } from '../personal-access-token.ts';
import type { Tables } from '../store.ts';
import type { UserKey } from '../user.ts';

type Stored = Pick<Tables, 'personalAccessTokens'>;

/** @throws GatehouseError Forbidden for an application, which has none. */
export const listOwnPersonalAccessTokens = async (
  { personalAccessTokens }: Stored,
  { actor }: Permitted<'personalAccessToken.listOwn'>,
): Promise<readonly PersonalAccessToken[]> => await personalAccessTokens.ofUser(requirePerson(actor));

export const listPersonalAccessTokens = (
  { personalAccessTokens }: Stored,
  { organizationId }: Permitted<'personalAccessToken.list'>,
): Promise<readonly PersonalAccessToken[]> => personalAccessTokens.ofOrganization(organizationId);

/** Whoever has a personal access token: the account on which one acts who acts on the token. */
export interface TokenOwner extends UserKey {
  readonly token: PersonalAccessToken;
}

/** @throws GatehouseError NotFound, or Forbidden when it is somebody else's and the actor no administrator. */
export async function findPersonalAccessToken<A extends 'personalAccessToken.read' | 'personalAccessToken.write'>(
  { personalAccessTokens }: Stored,
  permitted: Permitted<A>,
  tokenId: string,
): Promise<Permitted<A, TokenOwner>> {
  const { organizationId } = permitted;
  const token = await personalAccessTokens.find({ organizationId, id: parseUuid(tokenId) ?? '' });
  if (!token) throw new GatehouseError({ code: 'NotFound', detail: 'The entity was not found.' });
  return permitOn(permitted, { organizationId, id: token.userId, token });
}
