import type { Account, Grant, KoaContextWithOIDC } from 'oidc-provider';
import { scopeNames } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import { accountId, type User, userKeyOf } from '../../directory/user.ts';
import { identityClaims } from '../jwt/claims.ts';
import { type Registration, registrationOf } from './client.ts';
import { isOpenToOrganization } from './organization-choice.ts';
import { isRegisteredUri } from './redirect-uri.ts';
import { userScopes } from './user-scopes.ts';

/** A user in the form of the protocol library. */
export interface UserAccount extends Account {
  readonly user: User;
}

const toAccount = (user: User): UserAccount => ({
  accountId: accountId(user),
  user,
  claims: async () => ({ sub: user.id, ...identityClaims(user) }),
});

export const userOfAccount = (account: Account | undefined): User => (account as UserAccount).user;

/** A grant of the library, with two members of ours. */
export type ExtendedGrant = Grant & {
  /** The user's `tokenEpoch` at the sign-in: a grant from before the user's sign-ins were ended does not count. */
  epoch?: number;
  /** The resources that the client named in the authorization request. Tokens are for no others. */
  targets?: readonly string[];
};

/** The user of an account id, if they and their organization are active. */
export async function findActiveUser(
  { users, organizations }: Pick<Tables, 'users' | 'organizations'>,
  id: string,
): Promise<User | undefined> {
  const key = userKeyOf(id);
  const [user, organization] = await Promise.all([users.find(key), organizations.findById(key.organizationId)]);
  return user?.isActive && organization?.isActive ? user : undefined;
}

/** Finds the active user of an account id for the library, if the client and the grant are still good for that user. */
export function createAccountFinder(directory: Pick<Tables, 'users' | 'organizations' | 'settings'>) {
  return async ({ oidc }: KoaContextWithOIDC, id: string, token?: object): Promise<UserAccount | undefined> => {
    const user = await findActiveUser(directory, id);
    if (!user) return undefined;
    const grant = oidc.entities.Grant as ExtendedGrant | undefined;
    if (token && (grant?.epoch ?? user.tokenEpoch) !== user.tokenEpoch) return undefined;
    const registration = token && oidc.client && registrationOf(oidc.client);
    if (!registration) return toAccount(user);
    const isOpen = await isOpenToOrganization(directory.settings, registration.application, user.organizationId);
    return isOpen && isStillRegistered(token, registration) ? toAccount(user) : undefined;
  };
}

/** The members of a code, or of the code of a device. */
interface Issued {
  readonly scope?: string;
  readonly redirectUri?: string;
}

/** Nothing comes of a code that went to an address that was taken from the application since, or for scopes that all were. */
function isStillRegistered({ scope, redirectUri }: Issued, { application, scopes }: Registration): boolean {
  if (redirectUri !== undefined && !isRegisteredUri(application.redirectUris, redirectUri)) return false;
  const available = userScopes(scopes);
  return scopeNames(scope).some((name) => available.includes(name));
}
