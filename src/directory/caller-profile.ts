import type { OrganizationRecord } from './organization.ts';
import type { Permitted } from './permission.ts';
import type { Tables } from './store.ts';
import type { User } from './user.ts';

/** Who calls, as the directory knows it. */
export interface CallerProfile {
  readonly organization: OrganizationRecord;
  /** Undefined for an application. */
  readonly user: User | undefined;
}

/** The own profile: what everybody who has a token at all may know. */
export async function loadCallerProfile(
  { organizations, users }: Pick<Tables, 'organizations' | 'users'>,
  { actor }: Permitted<'profile.read'>,
): Promise<CallerProfile> {
  const organization = await organizations.load(actor.organizationId);
  return { organization, user: actor.type === 'user' ? await users.find(actor) : undefined };
}
