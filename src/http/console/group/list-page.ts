import type { Wire } from '../../../operation/answer-shape.ts';
import type { GroupSummaries } from '../../api/group-summary.ts';
import { date } from '../../pages/date-time.ts';
import { html } from '../../pages/markup.ts';
import { type ListState, listState, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, linkButton } from '../panels.ts';
import { results, searchForm } from '../search-form.ts';
import { paging, table } from '../table.ts';
import { type GroupRow, groupUrl } from './group.ts';

/** `{prefix}/web/admin/groups`. There are always some: those that every organization has. */
export const listPage: ConsolePage = {
  path: 'groups',
  area: 'groups',
  show: async (visit) => {
    const { t } = visit;
    const list = listState(visit, ['name', 'creationTime']);
    const found = await visit.call<Wire<typeof GroupSummaries>>('GroupSummary_GetAll', {
      parameters: { partitionGlobalId: visit.organization.id },
      query: pagingQuery(list),
    });
    const body = html`<section class="panel">
${searchForm(visit, { label: t('console.searchName'), list })}
${results([found.results.length > 0 && groupTable(visit, found.results, list), paging(visit, list, found.totalCount)])}
</section>`;
    return {
      title: t('console.area.groups'),
      body,
      actions: linkButton(t('groups.new'), consoleUrl(visit, 'new-group'), 'first'),
    };
  },
};

function groupTable(visit: ConsoleVisit, rows: readonly GroupRow[], list: ListState) {
  const { t, language } = visit;
  const number = new Intl.NumberFormat(language);
  return table<GroupRow>(visit, {
    ...{ caption: t('console.area.groups'), rows, list },
    columns: [
      {
        label: t('groups.name'),
        sortBy: 'name',
        cell: (group) =>
          html`<a href="${groupUrl(visit, group)}">${group.name}</a> ${group.type === 'builtIn' && badge(t('groups.builtIn'), 'off')}`,
      },
      {
        label: t('groups.members'),
        isNumber: true,
        cell: ({ memberCount }) => (memberCount === null ? t('groups.all') : number.format(memberCount)),
      },
      {
        label: t('groups.created'),
        sortBy: 'creationTime',
        cell: ({ creationTime }) => date(visit, Date.parse(creationTime)),
      },
    ],
  });
}
