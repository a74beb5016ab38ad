import { endsSoon } from '../../../directory/expiring-credential.ts';
import { date } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { listState, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, emptyState, linkButton } from '../panels.ts';
import { results, searchForm } from '../search-form.ts';
import { paging, table } from '../table.ts';
import type { ClientAnswer } from './dto.ts';
import { kindOf } from './kind.ts';

interface Found {
  readonly totalCount: number;
  readonly results: readonly ClientAnswer[];
}

/** `applications`: what people sign in to, and what works by itself. */
export const listPage: ConsolePage = {
  path: 'applications',
  area: 'applications',
  show: async (visit) => {
    const { t, organization } = visit;
    const list = listState(visit, ['name']);
    const found = await visit.call<Found>('ExternalClient_Search', {
      parameters: { partitionGlobalId: organization.id },
      query: pagingQuery(list),
    });
    const add = linkButton(t('console.application.new'), consoleUrl(visit, 'new-application'), 'first');
    const isEmpty = found.totalCount === 0 && list.search === '';
    const body = isEmpty
      ? emptyState(t('console.application.noneTitle'), t('console.application.none'), add)
      : html`<p class="quiet">${t('console.application.about')}</p>
<section class="panel">${searchForm(visit, { label: t('console.application.search'), list })}
${results(html`${found.results.length > 0 && applications(visit, found.results, list)}${paging(visit, list, found.totalCount)}`)}</section>`;
    return { title: t('console.area.applications'), body, ...(!isEmpty && { actions: add }) };
  },
};

function applications(visit: ConsoleVisit, rows: readonly ClientAnswer[], list: ReturnType<typeof listState>): Markup {
  const { t } = visit;
  return table(visit, {
    caption: t('console.area.applications'),
    list,
    rows,
    columns: [
      {
        label: t('console.application.name'),
        sortBy: 'name',
        cell: ({ id, name }) =>
          html`<a href="${consoleUrl(visit, `applications/${encodeURIComponent(id)}`)}">${name}</a>`,
      },
      { label: t('console.application.kind'), cell: (row) => t(`console.application.kind.${kindOf(row)}`) },
      { label: t('console.application.clientId'), cell: ({ id }) => html`<code>${id}</code>` },
      { label: t('console.application.secretsEnd'), cell: (row) => lastEnd(visit, row) },
    ],
  });
}

/** When the last of its secrets ends: until then it can prove who it is, whatever becomes of the others. */
function lastEnd(visit: ConsoleVisit, { secrets }: ClientAnswer): Markup | string | undefined {
  const { t } = visit;
  if (secrets.length === 0) return undefined;
  if (secrets.some(({ expiryTime }) => expiryTime === null)) return t('console.application.endless');
  const at = Math.max(...secrets.map(({ expiryTime }) => Date.parse(expiryTime ?? '')));
  const warning = at <= visit.now ? 'console.application.over' : 'console.application.endsSoon';
  return html`${date(visit, at)} ${endsSoon(at, visit.now) && badge(t(warning), 'warn')}`;
}
