import type { Account, Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Tables } from '../../directory/store.ts';
import { type User, userKeyOf } from '../../directory/user.ts';
import { identityClaims } from '../jwt/claims.ts';
import { registrationOf } from './client.ts';
import { isOpenToOrganization } from './organization-choice.ts';

/** A user as the library knows one. */
export interface UserAccount extends Account {
  readonly user: User;
}

export const userOfAccount = (account: Account | undefined): User => (account as UserAccount).user;

/** What a grant says besides what the library knows. */
export type ExtendedGrant = Grant & {
  /** How old it is: one from before the user's sign-ins were ended is as good as none. */
  epoch?: number;
  /** The resources that the client has asked for with the authorization request. Tokens are for no others. */
  targets?: readonly string[];
};

/** The user of an account id, while they and their organization may sign in. */
export async function findActiveUser(
  { users, organizations }: Pick<Tables, 'users' | 'organizations'>,
  accountId: string,
): Promise<User | undefined> {
  const key = userKeyOf(accountId);
  const [user, organization] = await Promise.all([users.find(key), organizations.findById(key.organizationId)]);
  return user?.isActive && organization?.isActive ? user : undefined;
}

/** The living user of an account id, as far as the client and the grant it comes with are still theirs. */
export function createAccountFinder(directory: Pick<Tables, 'users' | 'organizations' | 'settings'>) {
  return async ({ oidc }: KoaContextWithOIDC, accountId: string, token?: object): Promise<UserAccount | undefined> => {
    const user = await findActiveUser(directory, accountId);
    if (!user) return undefined;
    const grant = oidc.entities.Grant as ExtendedGrant | undefined;
    if (token && (grant?.epoch ?? user.tokenEpoch) !== user.tokenEpoch) return undefined;
    const application = token && oidc.client && registrationOf(oidc.client).application;
    if (application && !(await isOpenToOrganization(directory.settings, application, user.organizationId)))
      return undefined;
    return { accountId, user, claims: async () => ({ sub: user.id, ...identityClaims(user) }) };
  };
}
