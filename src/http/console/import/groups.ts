import { listIn } from '../../../csv/list.ts';
import { canonical } from '../../../directory/canonical.ts';
import { groupNameProblem, groupSteps } from '../../../directory/group/foreign-name.ts';
import { asKept } from '../../../directory/name.ts';
import { inTurns } from '../../../turns.ts';
import { faultsOf } from '../faults.ts';
import type { GroupRow } from '../group/group.ts';
import type { ConsoleVisit } from '../page.ts';
import { groupCalled } from '../person/data.ts';
import type { Mapping } from './mapping.ts';
import type { ImportRow } from './table.ts';

/** Different groups in a file: each is looked up. */
export const mostGroups = 200;

/** Groups of one person: so many a request has. */
export const mostJoined = 50;

/** Characters of a path that is taken apart. */
const longestPath = 300;

/** The groups of the file by their names in canonical form. */
export type FileGroups = ReadonlyMap<string, FileGroup>;

/** A group that rows name. */
export interface FileGroup {
  readonly name: string;
  /** Undefined of a group that is not there yet. */
  readonly id: string | undefined;
  /** Whether nobody joins it: every organization has one of its name, or it cannot be a name. */
  readonly isLeftOut: boolean;
}

/** The names in a cell, separated as `gatehouse import` has it without a mapping. */
export const groupNamesIn = (cells: readonly string[], { groups: column }: Mapping): readonly string[] =>
  listIn(column === undefined ? '' : (cells[column] ?? ''))
    .map(asKept)
    .filter(Boolean)
    .flatMap((name) => (name.length > longestPath ? [name] : groupSteps(name)));

/** Looks up the groups in the rows; undefined when there are more than `mostGroups`. */
export async function findGroups(
  visit: ConsoleVisit,
  mapping: Mapping,
  rows: readonly ImportRow[],
): Promise<FileGroups | undefined> {
  const names = new Map<string, string>();
  for await (const { cells } of inTurns(rows)) {
    for (const name of groupNamesIn(cells ?? [], mapping)) names.set(canonical(name), name);
    if (names.size > mostGroups) return undefined;
  }
  const found = new Map<string, FileGroup>();
  for await (const [key, name] of inTurns(names)) {
    const isLeftOut = groupNameProblem(name) !== undefined;
    found.set(key, { name, isLeftOut, id: isLeftOut ? undefined : (await groupCalled(visit, name))?.value });
  }
  return found;
}

/** A group that may have been made since it was looked for. */
interface EnsuredGroup {
  readonly id: string;
  /** Whether it was made now. */
  readonly isNew: boolean;
}

/** Makes a group that is not there, unless somebody else has made it meanwhile. */
export async function ensureGroup(visit: ConsoleVisit, name: string): Promise<EnsuredGroup> {
  const body = { partitionGlobalId: visit.organization.id, name };
  try {
    const { id } = await visit.call<{ readonly id: string }>('Group_CreateGroup', { body });
    return { id, isNew: true };
  } catch (error) {
    const other = faultsOf(visit, error) && (await groupCalled(visit, name));
    if (!other) throw error;
    return { id: other.value, isNew: false };
  }
}

/** Takes groups back that were made for people who then could not be made, unless somebody is in them. */
export async function unmakeGroups(visit: ConsoleVisit, ids: readonly string[]): Promise<void> {
  for (const groupId of ids) {
    const parameters = { partitionGlobalId: visit.organization.id, groupId };
    try {
      const { memberCount } = await visit.call<GroupRow>('GroupSummary_Get', { parameters });
      if (memberCount === 0) await visit.call('Group_Delete', { parameters });
    } catch (error) {
      // It is gone already.
      if (!faultsOf(visit, error)) throw error;
    }
  }
}
