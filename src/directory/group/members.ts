import { badRequest, GatehouseError } from '../../errors.ts';
import { type DirectoryEntity, entityKinds } from '../directory-entity.ts';
import type { MemberType } from '../membership.ts';
import type { Tables } from '../store.ts';

/**
 * The accounts that are to become members.
 *
 * @throws GatehouseError ServiceError when there is no such account, BadRequest when one of them is a group.
 */
export async function requireMembers(
  tables: Tables,
  organizationId: string,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly type: MemberType }[]> {
  const entities = await tables.entities.findByIds(organizationId, entityKinds, ids);
  const members = entities.filter(isAccount).map(({ id, kind }) => ({ id, type: kind }));
  if (members.length < entities.length) {
    throw badRequest('A group cannot be a member of a group.');
  }
  const found = new Set(members.map(({ id }) => id));
  if (ids.every((id) => found.has(id))) return members;
  const message = "Invalid Entity Names. (Parameter 'entityIdentifiers')";
  throw new GatehouseError({ code: 'ServiceError', status: 400, message });
}

const isAccount = (entity: DirectoryEntity): entity is DirectoryEntity & { readonly kind: MemberType } =>
  entity.kind !== 'group';
