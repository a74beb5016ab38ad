import { entityNotFound } from '../../errors.ts';
import { parseUuid, storedId } from '../identifier.ts';
import { type Permitted, permitOn, requirePerson } from '../permission.ts';
import type {
  PersonalAccessToken,
  PersonalAccessTokenPage,
  PersonalAccessTokenQuery,
} from '../personal-access-token.ts';
import type { Tables } from '../store.ts';
import type { UserKey } from '../user.ts';

type Stored = Pick<Tables, 'personalAccessTokens'>;

/** @throws GatehouseError Forbidden for an application, which has none. */
export const listOwnPersonalAccessTokens = async (
  { personalAccessTokens }: Stored,
  { actor }: Permitted<'personalAccessToken.listOwn'>,
): Promise<readonly PersonalAccessToken[]> => await personalAccessTokens.ofUser(requirePerson(actor));

type Wanted = Omit<PersonalAccessTokenQuery, 'userId'>;

/** @throws GatehouseError Forbidden for an application, which has none. */
export const pageOfOwnPersonalAccessTokens = async (
  { personalAccessTokens }: Stored,
  { actor }: Permitted<'personalAccessToken.listOwn'>,
  wanted: Wanted,
): Promise<PersonalAccessTokenPage> => {
  const { organizationId, id: userId } = requirePerson(actor);
  return await personalAccessTokens.page(organizationId, { ...wanted, userId });
};

export const pageOfPersonalAccessTokens = (
  { personalAccessTokens }: Stored,
  { organizationId }: Permitted<'personalAccessToken.list'>,
  { userId, ...wanted }: PersonalAccessTokenQuery,
): Promise<PersonalAccessTokenPage> =>
  personalAccessTokens.page(organizationId, { ...wanted, userId: userId && storedId(userId) });

/** The owner of a personal access token: to act on the token is to act on this account. */
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
  if (!token) throw entityNotFound();
  return permitOn(permitted, { organizationId, id: token.userId, token });
}
