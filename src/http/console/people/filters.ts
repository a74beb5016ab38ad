import type { Wire } from '../../../operation/answer-shape.ts';
import type { GroupSummaries, GroupSummaryDto } from '../../api/group-summary.ts';
import type { Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { filter } from '../search-form.ts';

/** The states that a list of people can be narrowed to, as the operation calls them. */
const states = ['active', 'inactive', 'locked', 'invited', 'neverSignedIn', 'withoutSecondFactor'] as const;

/** What the list is narrowed to, as the operations that list or save people take it. */
export const selectionOf = ({ query }: ConsoleVisit) => ({
  searchTerm: query.get('q')?.trim() || undefined,
  state: states.find((state) => state === query.get('state')),
  groupId: query.get('group') || undefined,
});

/** Nobody without a password is called active in the list, and is among those who are not deactivated. */
const textOf = ({ t }: ConsoleVisit, state: (typeof states)[number]): string =>
  t(state === 'active' ? 'people.filter.active' : `people.state.${state}`);

/** Choices beside the search: a state, and a group. */
export async function filters(visit: ConsoleVisit): Promise<readonly Markup[]> {
  const { t } = visit;
  const groups = await groupsToChoose(visit);
  const everybody = { value: '', text: t('people.everybody') };
  const ofState = states.map((value) => ({ value, text: textOf(visit, value) }));
  const ofGroup = groups.map(({ id, name }) => ({ value: id, text: name }));
  return [
    filter(visit, 'state', t('console.state'), [everybody, ...ofState]),
    filter(visit, 'group', t('people.group'), [{ value: '', text: t('people.anyGroup') }, ...ofGroup]),
  ];
}

/** Of very many groups the others are chosen on their own pages. */
const mostGroups = 200;

async function groupsToChoose(visit: ConsoleVisit): Promise<readonly Wire<typeof GroupSummaryDto>[]> {
  const parameters = { partitionGlobalId: visit.organization.id };
  const query = { top: mostGroups, sortBy: 'name' };
  const { results } = await visit.call<Wire<typeof GroupSummaries>>('GroupSummary_GetAll', { parameters, query });
  const chosen = visit.query.get('group');
  if (!chosen || results.some(({ id }) => id === chosen)) return results;
  const one = { parameters: { ...parameters, groupId: chosen } };
  return [...results, await visit.call<Wire<typeof GroupSummaryDto>>('GroupSummary_Get', one)];
}
