import type { WithoutPassword } from '../directory/credential.ts';
import { storedId } from '../directory/identifier.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';
import { requireOnePage } from '../directory/user-target.ts';

/**
 * What has become of the latest invitation: there is none, its mail waits, was sent or could not be delivered, or its link cannot
 * be used any more.
 */
export type InvitationState = 'none' | 'waiting' | 'sent' | 'failed' | 'expired';

/** Somebody who cannot sign in yet. */
export interface AwaitedPerson {
  readonly userId: string;
  readonly invitation: InvitationState;
  /** Until when the link can, or could, be used, in epoch milliseconds; null without one. */
  readonly expiresAt: number | null;
}

/**
 * Those of several accounts that have no password: of people, those who have not accepted an invitation, or were never invited.
 *
 * @throws GatehouseError ValidationFailed for more than `mostListed`.
 */
export async function accountsWithoutPassword(
  { credentials }: Pick<Tables, 'credentials'>,
  { organizationId }: Permitted<'user.list'>,
  userIds: readonly string[],
  now: number,
): Promise<readonly AwaitedPerson[]> {
  requireOnePage(userIds);
  const all = await credentials.withoutPassword(organizationId, userIds.map(storedId));
  return all.map(({ userId, invitation }) => ({
    ...{ userId, invitation: stateOf(invitation, now), expiresAt: invitation?.expiresAt ?? null },
  }));
}

function stateOf(invitation: WithoutPassword['invitation'], now: number): InvitationState {
  if (!invitation) return 'none';
  if (invitation.isWorthless || invitation.expiresAt <= now) return 'expired';
  return invitation.mail === 'givenUp' ? 'failed' : invitation.mail;
}
