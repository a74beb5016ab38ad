import { listIn } from '../../../csv/list.ts';
import { canonical } from '../../../directory/canonical.ts';
import { groupNameProblem, groupSteps } from '../../../directory/group/foreign-name.ts';
import { asKept } from '../../../directory/name.ts';
import { inTurns } from '../../../turns.ts';
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

/** Makes a group that is not there. */
export async function makeGroup(visit: ConsoleVisit, name: string): Promise<string> {
  const body = { partitionGlobalId: visit.organization.id, name };
  const { id } = await visit.call<{ readonly id: string }>('Group_CreateGroup', { body });
  return id;
}
