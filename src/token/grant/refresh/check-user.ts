import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Tables } from '../../../directory/store.ts';
import type { User } from '../../../directory/user.ts';
import { findActiveUser } from '../../provider/account.ts';
import type { Registration } from '../../provider/client.ts';
import { isOpenToOrganization } from '../../provider/organization-choice.ts';
import type { RefreshToken } from '../refresh-token.ts';
import type { GrantPayload } from './check-grant.ts';

/**
 * The user, who is active and may use the application. A grant from before the user's sign-ins were ended does not count.
 *
 * @throws InvalidGrant.
 */
export async function requireUser(
  { payload }: RefreshToken,
  grant: GrantPayload,
  { application }: Registration,
  { directory }: { readonly directory: Pick<Tables, 'users' | 'organizations' | 'settings'> },
): Promise<User> {
  const user = await findActiveUser(directory, payload.accountId);
  const isCurrent = user !== undefined && (grant.epoch ?? user.tokenEpoch) === user.tokenEpoch;
  if (isCurrent && (await isOpenToOrganization(directory.settings, application, user.organizationId))) return user;
  throw new errors.InvalidGrant('refresh token invalid (referenced account not found)');
}
