import { canonical } from '../canonical.ts';
import { builtInGroups } from '../group.ts';
import { asKept, nameProblem } from '../name.ts';

const builtIn: ReadonlySet<string> = new Set(builtInGroups.map(({ name }) => canonical(name)));
const longestName = 256;

/**
 * The groups here that a group of another product is: ours have no groups inside. `/a/b` is in `a` and in `a/b`; what does not
 * begin with a slash is a name, slashes and all.
 */
export function groupSteps(group: string): readonly string[] {
  if (!group.startsWith('/')) return [group];
  const steps = group.split('/').filter((step) => step !== '');
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}

/**
 * Why nobody joins a group because a file names it. Nobody gets into a built-in group only because one of another product has
 * its name.
 *
 * @param isOurs whether the file is an export of this product, whose names mean what they say.
 */
export function groupNameProblem(name: string, isOurs = false): string | undefined {
  const kept = asKept(name);
  if (kept === '' || kept.length > longestName) return `a group has a name of 1 to ${longestName} characters`;
  const problem = nameProblem(kept);
  if (problem !== undefined) return `the name of a group ${problem}`;
  if (builtIn.has(canonical(kept)) && !isOurs) return 'a built-in group has that name: name it in the mapping file';
  return undefined;
}
