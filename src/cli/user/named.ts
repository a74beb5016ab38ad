import { candidateIds } from '../../directory/identifier.ts';
import type { Organization } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { notFound } from '../../errors.ts';
import { UsageError } from '../options.ts';

/** What a person can be called on a command line. */
export const userPlaceholder = 'USER';

/**
 * The user whom a command names: by user name, e-mail address or id.
 *
 * @throws GatehouseError NotFound; UsageError when two people can be meant.
 */
export async function userNamed(
  { users }: Pick<Store, 'users'>,
  { id: organizationId, name: organization }: Pick<Organization, 'id' | 'name'>,
  text: string,
): Promise<User> {
  const { named, addressed } = await users.findByLogin(organizationId, text);
  if (named && addressed && named.id !== addressed.id) {
    throw new UsageError(`${JSON.stringify(text)} is the user name of one and the address of another: give an id.`);
  }
  const found = named ?? addressed ?? (await users.findMany(organizationId, candidateIds(text)))[0];
  if (found) return found;
  const detail = `There is no user ${JSON.stringify(text)} in ${organization}.`;
  throw notFound(detail);
}

/** All of them: where one is not there, nothing is done to any. @throws as `userNamed`. */
export async function usersNamed(
  store: Pick<Store, 'users'>,
  organization: Pick<Organization, 'id' | 'name'>,
  texts: readonly string[],
): Promise<readonly User[]> {
  const found = new Map<string, User>();
  for (const text of texts) {
    const user = await userNamed(store, organization, text);
    found.set(user.id, user);
  }
  return [...found.values()];
}
