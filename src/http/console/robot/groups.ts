import type { ConsoleVisit } from '../page.ts';

interface GroupAnswer {
  readonly identifier: string | null;
  readonly name: string | null;
  readonly displayName: string | null;
}

/** The names of the groups that a robot account can be in, by their ids, in the order of the names; at most 1,000. */
export async function loadGroupNames({
  call,
  organization,
  language,
}: ConsoleVisit): Promise<ReadonlyMap<string, string>> {
  const groups = await call<readonly GroupAnswer[]>('Directory_Search', {
    parameters: { partitionGlobalId: organization.id },
    query: { entityType: 'Group' },
  });
  const named = groups.map(
    ({ identifier, name, displayName }) => [identifier ?? '', displayName || name || ''] as const,
  );
  return new Map(named.toSorted(([, a], [, b]) => a.localeCompare(b, language)));
}
