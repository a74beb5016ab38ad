import { canonical } from '../directory/canonical.ts';
import { groupNameProblem, groupSteps } from '../directory/group/foreign-name.ts';
import { asKept } from '../directory/name.ts';
import type { Mapping } from './mapping.ts';
import type { Fate, ImportedPerson } from './person.ts';

/** The groups of a person here, and what became of those of the file. */
export interface GroupNames {
  readonly names: readonly string[];
  readonly fates: readonly Fate[];
}

/** Everybody is in it. */
const everyone = canonical('Everyone');

/**
 * Which groups a person is in here. Ours have no groups inside: a path becomes one group for each step of it, called `Sorting
 * hall` and `Sorting hall/Night shift`, because a member of the lower one had the rights of the upper one as well. A role
 * becomes a group of its name. Nobody gets into a built-in group only because one of the other product has its name.
 *
 * @param isOurs whether the file is an export of this product, whose names mean what they say.
 */
export function groupNames(
  { groups, roles }: Pick<ImportedPerson, 'groups' | 'roles'>,
  mapping: Mapping,
  isOurs: boolean,
): GroupNames {
  const names = new Map<string, string>();
  const fates: Fate[] = [];
  const lose = (field: string, why: string) => void fates.push({ field, fate: 'lost', why });
  const join = (field: string, name: string, ours: string | false | undefined): boolean => {
    const problem = ours === false ? leftOut : ours === undefined ? groupNameProblem(name, isOurs) : undefined;
    if (problem !== undefined) lose(field, problem);
    else names.set(canonical(ours || name), asKept(ours || name));
    return problem === undefined;
  };
  for (const group of groups) {
    const steps = isOurs ? [group] : groupSteps(group);
    if (steps.length > 1) fates.push({ field: 'groups', fate: 'mapped', why: pathsBecomeGroups });
    for (const step of steps) {
      join('groups', step, mapping.groups.get(canonical(step)) ?? mapping.groups.get(canonical(`/${step}`)));
    }
  }
  for (const role of roles) {
    const ours = mapping.roles.get(canonical(role)) ?? (mapping.otherRoles ? undefined : false);
    if (join('roles', role, ours)) fates.push({ field: 'roles', fate: 'mapped', why: 'a role becomes a group' });
  }
  names.delete(everyone);
  return { names: [...names.values()], fates };
}

const leftOut = 'the mapping file leaves it out';
export const pathsBecomeGroups = 'groups have no groups inside: each step of a path becomes one, named by the path';
