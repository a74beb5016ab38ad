import type { ConsoleVisit } from '../page.ts';
import { groupChoices } from '../person/data.ts';
import type { Choice } from '../search-form.ts';

/**
 * The groups that a robot account can be in, in the order of their names: as many as a search finds, and in any case those that
 * are chosen.
 */
export async function loadGroups(visit: ConsoleVisit, chosen: readonly string[] = []): Promise<readonly Choice[]> {
  const groups = await groupChoices(visit, { chosen });
  return groups.toSorted((one, other) => one.text.localeCompare(other.text, visit.language));
}
