import type { ConsoleVisit } from '../page.ts';
import { type GroupOffer, groupOffer } from '../person/data.ts';
import type { Choice } from '../search-form.ts';

/**
 * The groups that a robot account can be in, in the order of their names: as many as a search finds, and in any case those that
 * are chosen.
 */
export const loadGroups = async (visit: ConsoleVisit, chosen: readonly string[] = []): Promise<readonly Choice[]> =>
  (await offeredGroups(visit, chosen)).choices;

/** The same, and whether these are all. */
export async function offeredGroups(visit: ConsoleVisit, chosen: readonly string[]): Promise<GroupOffer> {
  const { choices, isCut } = await groupOffer(visit, { chosen });
  return { choices: choices.toSorted((one, other) => one.text.localeCompare(other.text, visit.language)), isCut };
}
