import type { ConsoleVisit } from '../page.ts';

interface GroupAnswer {
  readonly id: string;
  readonly name: string | null;
  readonly displayName: string | null;
}

/** The names of the groups that a robot account can be in, by their ids, in the order of the names. */
export async function loadGroupNames(visit: ConsoleVisit): Promise<ReadonlyMap<string, string>> {
  const groups = await visit.call<readonly GroupAnswer[]>('Group_GetGroups', {
    parameters: { partitionGlobalId: visit.organization.id },
  });
  const named = groups.map(({ id, name, displayName }) => [id, displayName || name || id] as const);
  return new Map(named.toSorted(([, a], [, b]) => a.localeCompare(b, visit.language)));
}
