import type { Wire } from '../../../operation/answer-shape.ts';
import type { RobotAccountDto } from '../../api/robot-account.ts';
import { date } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ListState, listState, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { emptyState, linkButton } from '../panels.ts';
import { groupsNamed } from '../person/data.ts';
import { results, searchForm } from '../search-form.ts';
import { selection } from '../selection.ts';
import { paging, table } from '../table.ts';

export type RobotAnswer = Wire<typeof RobotAccountDto>;

interface Found {
  readonly totalCount: number;
  readonly results: readonly RobotAnswer[];
}

/** `robots`: accounts for unattended work. */
export const listPage: ConsolePage = {
  path: 'robots',
  area: 'robots',
  show: async (visit) => {
    const { t, organization } = visit;
    const list = listState(visit, ['name', 'displayName', 'creationTime', 'lastLoginTime']);
    const found = await visit.call<Found>('RobotAccount_GetRobotAccounts', {
      parameters: { partitionGlobalId: organization.id },
      query: pagingQuery(list),
    });
    const add = linkButton(t('console.robot.new'), consoleUrl(visit, 'new-robot'), 'first');
    const isEmpty = found.totalCount === 0 && list.search === '';
    const body = isEmpty
      ? emptyState(t('console.robot.noneTitle'), t('console.robot.about'), add)
      : html`<p class="quiet">${t('console.robot.about')}</p>
<section class="panel">${searchForm(visit, { label: t('console.searchName'), list })}
${results(html`${found.results.length > 0 && (await robots(visit, found.results, list))}${paging(visit, list, found.totalCount)}`)}</section>`;
    return { title: t('console.area.robots'), body, ...(!isEmpty && { actions: add }) };
  },
};

async function robots(visit: ConsoleVisit, rows: readonly RobotAnswer[], list: ListState): Promise<Markup> {
  const { t } = visit;
  const named = await groupsNamed(visit, [...new Set(rows.flatMap(({ groupIds }) => groupIds))]);
  const groups = new Map(named.map(({ value, text }) => [value, text]));
  const nameOf = ({ displayName, name }: RobotAnswer) => displayName || name || '';
  const content = table(visit, {
    ...{ caption: t('console.area.robots'), list, rows },
    select: { value: ({ id }) => id, label: nameOf },
    columns: [
      {
        label: t('console.robot.displayName'),
        sortBy: 'displayName',
        cell: (row) => html`<a href="${consoleUrl(visit, `robots/${row.id}`)}">${nameOf(row)}</a>`,
      },
      { label: t('console.robot.name'), sortBy: 'name', cell: ({ name }) => html`<code>${name}</code>` },
      {
        label: t('console.area.groups'),
        cell: ({ groupIds }) => groupIds.flatMap((id) => groups.get(id) ?? []).join(', '),
      },
      {
        label: t('console.robot.lastLogin'),
        sortBy: 'lastLoginTime',
        cell: ({ lastLoginTime: at }) => (at === null ? t('page.never') : date(visit, Date.parse(at))),
      },
      {
        label: t('console.robot.created'),
        sortBy: 'creationTime',
        cell: ({ creationTime }) => date(visit, Date.parse(creationTime)),
      },
    ],
  });
  const actions = [{ value: 'delete', text: t('console.delete'), isGrave: true }] as const;
  return selection(visit, consoleUrl(visit, 'delete-robots'), actions, content);
}
