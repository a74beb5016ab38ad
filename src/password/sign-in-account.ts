import { zeroUuid } from '../directory/identifier.ts';
import type { Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';

/** Where a name is looked for: in the organization of that name or id, at the host, or where nothing else is said. */
export type Place = { readonly named: string } | 'host' | 'default';

/** What was found under the name that was typed. */
export interface Account {
  /** In which organization the event is recorded: the host's when there is no such organization. */
  readonly organizationId: string;
  readonly organization: Organization | undefined;
  readonly user: User | undefined;
}

/** No user name and no e-mail address is longer. */
const longestName = 256;

/** What is looked for under a name that was typed. */
export const loginName = (typed: string): string => (typed.length <= longestName ? typed : '');

/** The organization in which a name is looked for: the host when there is no such organization. */
export async function organizationIdOf(store: Store, place: Place): Promise<string> {
  return (await findOrganization(store, place))?.id ?? zeroUuid;
}

/** Takes the same queries whatever it finds. */
export async function findAccount(store: Store, place: Place, userNameOrEmail: string): Promise<Account> {
  const organization = await findOrganization(store, place);
  const organizationId = organization?.id ?? zeroUuid;
  const user = await store.users.findByLogin(organizationId, loginName(userNameOrEmail));
  return { organizationId, organization, user: organization && user };
}

function findOrganization({ organizations }: Store, place: Place): Promise<Organization | undefined> {
  if (place === 'default') return organizations.findDefault();
  return organizations.find(place === 'host' ? zeroUuid : place.named);
}
