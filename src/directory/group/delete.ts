import { badRequest } from '../../errors.ts';
import { inTurns } from '../../turns.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { changedMeanwhile } from '../entity-name.ts';
import { findGroup, type Group } from '../group.ts';
import { candidateIds } from '../identifier.ts';
import type { Store, Tables } from '../store.ts';

type DeleteCommand = Command<'group.write'>;

/**
 * Deletes a group. Its members stay, without it.
 *
 * @throws GatehouseError NotFound, or BadRequest for a built-in group.
 */
export async function deleteGroup(store: Store, request: DeleteCommand & { readonly groupId: string }): Promise<void> {
  const { permitted, groupId } = request;
  await store.bulk(async (tables) => {
    const group = await findGroup(tables.groups, permitted.organizationId, candidateIds(groupId));
    await deleteAll(tables, request, [group]);
  });
}

/**
 * Deletes all of the groups that there are, or, when one of them is built in, none.
 *
 * @throws GatehouseError BadRequest.
 */
export async function deleteGroups(
  store: Store,
  request: DeleteCommand & { readonly groupIds: readonly string[] },
): Promise<void> {
  const { permitted, groupIds } = request;
  await store.bulk(async (tables) => {
    await deleteAll(tables, request, await tables.groups.findMany(permitted.organizationId, groupIds));
  });
}

async function deleteAll(tables: Tables, command: DeleteCommand, groups: readonly Group[]): Promise<void> {
  if (groups.some(({ type }) => type === 'builtIn')) {
    throw badRequest('A built-in group cannot be deleted.');
  }
  for await (const group of inTurns(groups)) {
    if (!(await tables.groups.delete(group))) throw changedMeanwhile();
    const { id: targetId, name } = group;
    await tables.audit.append(
      auditEntryOf(command, { category: 'Group', action: 'Delete', targetId, details: { name } }),
    );
  }
}
