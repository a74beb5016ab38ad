import { zeroUuid } from '../directory/identifier.ts';
import type { Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';

/**
 * Where a name is looked for: in the organization of that name or id, at the host, or where nothing else is said.
 * `anywhere`: in the only organization where the name is known, if it is an e-mail address, else as `default`.
 */
export type Place = { readonly named: string } | 'host' | 'default' | 'anywhere';

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

/** Whether what was typed can be an e-mail address. */
export const isAddress = (typed: string): boolean => typed.includes('@');

/** Takes the same queries whatever it finds. */
export async function findAccount(store: Store, place: Place, userNameOrEmail: string): Promise<Account> {
  const organization =
    place === 'anywhere' && isAddress(userNameOrEmail)
      ? await findHome(store, loginName(userNameOrEmail))
      : await findOrganization(store, place);
  const organizationId = organization?.id ?? zeroUuid;
  const user = await store.users.findByLogin(organizationId, loginName(userNameOrEmail));
  return { organizationId, organization, user: organization && user };
}

/** Asks for the default organization as well, whatever it finds: the time does not tell. */
async function findHome({ users, organizations }: Store, address: string): Promise<Organization | undefined> {
  const only = await users.findHome(address);
  const [home, fallback] = [await organizations.findById(only ?? ''), await organizations.findDefault()];
  return home ?? fallback;
}

function findOrganization({ organizations }: Store, place: Place): Promise<Organization | undefined> {
  if (place === 'default' || place === 'anywhere') return organizations.findDefault();
  return organizations.find(place === 'host' ? zeroUuid : place.named);
}
