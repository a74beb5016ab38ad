import { administratorsGroupId } from '../../directory/group.ts';
import { hostId } from '../../directory/organization.ts';
import type { Tables } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import type { UserClaims } from './claims.ts';

/** The claim `host` of a person's token, in whatever way it was obtained: only administrators of the host have it. */
export const hostClaim = async (
  { groups }: Pick<Tables, 'groups'>,
  { organizationId, id }: User,
): Promise<Pick<UserClaims, 'host'>> =>
  organizationId === hostId && (await groups.isMember(hostId, administratorsGroupId, id)) ? { host: true } : {};
