import { zeroUuid } from '../directory/identifier.ts';
import type { Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';

/**
 * Where a name is looked for: in the organization of that name or id, at the host, or where nothing else is said.
 * `anywhere`: in the only organization where the name is known, if it is an e-mail address, else as `default`.
 */
export type SignInRealm = { readonly named: string } | 'host' | 'default' | 'anywhere';

/** Who is meant by the name that was typed. */
export interface Account {
  /** In which organization the event is recorded: the host's when there is no such organization. */
  readonly organizationId: string;
  readonly organization: Organization | undefined;
  readonly user: User | undefined;
}

/** What was found under the name that was typed. */
interface Found extends Account {
  /** The user whom a mail to the typed address reaches; without one, the one who has the user name. */
  readonly addressee: User | undefined;
}

/** No user name and no e-mail address is longer. */
const longestName = 256;

/** What is looked for under a name that was typed: nothing under one that is too long, or has a NUL, as none has. */
export const loginName = (typed: string): string => (typed.length <= longestName && !typed.includes('\0') ? typed : '');

/** The organization in which a name is looked for: the host when there is no such organization. */
export async function organizationIdOf(store: Store, realm: SignInRealm): Promise<string> {
  return (await findOrganization(store, realm))?.id ?? zeroUuid;
}

/** Whether what was typed can be an e-mail address. */
export const isAddress = (typed: string): boolean => typed.includes('@');

/** Takes the same queries whatever it finds. */
export async function findAccount(store: Store, realm: SignInRealm, userNameOrEmail: string): Promise<Found> {
  const organization =
    realm === 'anywhere' && isAddress(userNameOrEmail)
      ? await findHome(store, loginName(userNameOrEmail))
      : await findOrganization(store, realm);
  const organizationId = organization?.id ?? zeroUuid;
  const { named, addressed } = await store.users.findByLogin(organizationId, loginName(userNameOrEmail));
  const [user, addressee] = organization ? [named ?? addressed, addressed ?? named] : [];
  return { organizationId, organization, user, addressee };
}

/**
 * Whose password it may be. In a store of an earlier version the user name of one may be the e-mail address of another:
 * where anybody has such a name, somebody or nobody is tried besides for every address, so that the time reveals
 * nothing.
 */
export async function findCandidates(
  store: Store,
  realm: SignInRealm,
  userNameOrEmail: string,
): Promise<readonly Account[]> {
  const { addressee, ...account } = await findAccount(store, realm, userNameOrEmail);
  const isShared = isAddress(userNameOrEmail) && (await store.nameClashes.haveAddress(account.organizationId));
  if (!isShared) return [account];
  return [account, { ...account, user: addressee?.id === account.user?.id ? undefined : addressee }];
}

/** Asks for the default organization as well, whatever it finds: the time reveals nothing. */
async function findHome({ users, organizations }: Store, address: string): Promise<Organization | undefined> {
  const only = await users.findHome(address);
  const [home, fallback] = [await organizations.findById(only ?? ''), await organizations.findDefault()];
  return home ?? fallback;
}

function findOrganization({ organizations }: Store, realm: SignInRealm): Promise<Organization | undefined> {
  if (realm === 'default' || realm === 'anywhere') return organizations.findDefault();
  return organizations.find(realm === 'host' ? zeroUuid : realm.named);
}
