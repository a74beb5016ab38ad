import { routePrefix } from '../entrance.ts';
import { html } from '../pages/markup.ts';
import { pageUrl } from '../pages/visit.ts';
import { listState, pagingQuery } from './list.ts';
import type { ConsolePage, ConsoleVisit } from './page.ts';
import { badge } from './panels.ts';
import { results, searchForm } from './search-form.ts';
import { paging, table } from './table.ts';

interface OrganizationRow {
  readonly name: string;
  readonly isActive: boolean;
}

/** `{prefix}/web/admin/organization`: where the host chooses the organization that it looks at. */
export const switchPage: ConsolePage = {
  path: 'organization',
  area: 'home',
  isOfHost: true,
  show: async (visit) => {
    const { t } = visit;
    const list = listState(visit);
    const found = await visit.call<{ readonly totalCount: number; readonly results: readonly OrganizationRow[] }>(
      'Partition_GetAll',
      { query: pagingQuery(list) },
    );
    const rows = table(visit, {
      caption: t('console.switchTitle'),
      rows: found.results,
      columns: [
        { label: t('console.organization'), cell: ({ name }) => html`<a href="${homeOf(visit, name)}">${name}</a>` },
        { label: t('console.state'), cell: ({ isActive }) => !isActive && badge(t('console.inactive'), 'off') },
      ],
    });
    const body = html`<section class="panel">${searchForm(visit, { label: t('console.searchName'), list })}
${results([rows, paging(visit, list, found.totalCount)])}</section>
<p><a href="${pageUrl(outside(visit), 'admin')}">${t('console.ownOrganization')}</a></p>`;
    return { title: t('console.switchTitle'), body };
  },
};

const homeOf = (visit: ConsoleVisit, organization: string) => pageUrl(outside(visit), 'admin', { organization });

/** An address that names an organization is left for one that does not. */
const outside = (visit: ConsoleVisit): ConsoleVisit =>
  visit.urlOrganization ? { ...visit, prefix: routePrefix as ConsoleVisit['prefix'] } : visit;
