import type { Factor, FactorDeadline, FactorKind } from '../directory/factor.ts';
import { storedId } from '../directory/identifier.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { findTarget, requireOnePage } from '../directory/user-target.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';

/** A factor as others see it: nothing of what it is proved with. Times are epoch milliseconds. */
export interface ListedFactor extends Pick<Factor, 'id' | 'name' | 'createdAt' | 'lastUsedAt'> {
  readonly kind: Exclude<FactorKind, 'recoveryCodes'>;
}

export interface FactorsOfPerson {
  /** In the order in which they were set up, without recovery codes. */
  readonly factors: readonly ListedFactor[];
  readonly recoveryCodesLeft: number;
  /** Until when the person has to set one up, if anybody has said so. */
  readonly deadline: FactorDeadline | undefined;
}

/**
 * By what a person proves who they are besides the password.
 *
 * @throws GatehouseError NotFound or Forbidden.
 */
export async function listFactors(
  { users, factors }: Pick<Store, 'users' | 'factors'>,
  permitted: Permitted<'factor.read'>,
  userId: string,
): Promise<FactorsOfPerson> {
  const { object: user } = await findTarget(users, permitted, userId);
  const all = await factors.ofUser(user);
  const listed = all.flatMap(({ id, kind, name, createdAt, lastUsedAt }) =>
    kind === 'recoveryCodes' ? [] : [{ id, kind, name, createdAt, lastUsedAt }],
  );
  return { factors: listed, recoveryCodesLeft: recoveryCodesLeft(all), deadline: await factors.deadline(user) };
}

/**
 * Which kinds several people have, by their ids; people who have none are left out.
 *
 * @throws GatehouseError ValidationFailed for more than `mostListed`.
 */
export async function kindsOfPeople(
  { factors }: Pick<Store, 'factors'>,
  { organizationId }: Permitted<'user.list'>,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly FactorKind[]>> {
  requireOnePage(userIds);
  return await factors.kindsOf(organizationId, userIds.map(storedId));
}
