import type { Wire } from '../../../operation/answer-shape.ts';
import type { GroupSummaryDto } from '../../api/group-summary.ts';
import { type ConsoleShown, type ConsoleVisit, consoleUrl } from '../page.ts';

export type GroupRow = Wire<typeof GroupSummaryDto>;

/** How operations about the group of the address name it. */
export const parametersOf = ({ organization, parameters }: ConsoleVisit) => ({
  partitionGlobalId: organization.id,
  groupId: parameters.id ?? '',
});

/** The group that the address names. */
export const loadGroup = (visit: ConsoleVisit): Promise<GroupRow> =>
  visit.call<GroupRow>('GroupSummary_Get', { parameters: parametersOf(visit) });

export const groupUrl = (visit: ConsoleVisit, { id }: Pick<GroupRow, 'id'>, page = '') =>
  consoleUrl(visit, `groups/${encodeURIComponent(id)}${page && `/${page}`}`);

/** The pages above those of a group. */
export const trailOf = (visit: ConsoleVisit, group?: GroupRow): NonNullable<ConsoleShown['trail']> => [
  [visit.t('console.area.groups'), consoleUrl(visit, 'groups')],
  ...(group ? [[group.name, groupUrl(visit, group)] as const] : []),
];

/** Members as the forms name them that add and remove some. */
export const idFields = (ids: readonly string[]) => ids.map((id) => ['id', id] as const);
