import { GatehouseError } from '../errors.ts';
import { administratorsGroupId } from './group.ts';
import type { Tables } from './store.ts';

/**
 * Refuses what would leave the organization without an administrator. To be called inside the transaction that lets
 * them go, before they have gone and after others have come.
 *
 * @param leaving ids of those who are about to leave Administrators, to be deactivated or to be deleted; others are
 *   ignored.
 * @throws GatehouseError BadRequest when they are the last members, or the last people among them who can sign in.
 */
export async function requireAnotherAdministrator(
  tables: Tables,
  organizationId: string,
  leaving: readonly string[],
): Promise<void> {
  await tables.groups.touch(organizationId, administratorsGroupId);
  const administrators = await tables.memberships.administrators(organizationId);
  const gone = new Set(leaving);
  const isLeaving = ({ id }: { readonly id: string }) => gone.has(id);
  const people = administrators.filter(({ canSignIn }) => canSignIn);
  if (!takesAll(administrators, isLeaving) && !takesAll(people, isLeaving)) return;
  throw new GatehouseError({
    code: 'BadRequest',
    detail: 'The last administrator of the organization cannot be removed.',
  });
}

const takesAll = <T>(all: readonly T[], isLeaving: (one: T) => boolean) => all.length > 0 && all.every(isLeaving);
