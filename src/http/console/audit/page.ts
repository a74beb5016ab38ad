import { auditEvents } from '../../../directory/audit/message.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { AuditSearchResult } from '../../api/audit-search.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { faultsOf } from '../faults.ts';
import { type ConsolePage, type ConsoleVisit, changed, consoleUrl, shownOrganization } from '../page.ts';
import { emptyState, linkButton } from '../panels.ts';
import { filter, results } from '../search-form.ts';
import { table } from '../table.ts';
import { type AuditFilters, names, readFilters, searchQuery } from './filters.ts';
import { namesOfTargets, target } from './target.ts';

type Found = Wire<typeof AuditSearchResult>;

/** `{prefix}/web/admin/audit`: what happened, the newest first. */
export const auditPage: ConsolePage = {
  path: 'audit',
  area: 'audit',
  show: async (visit) => {
    const { t } = visit;
    const filters = readFilters(visit);
    const given = Object.fromEntries(names.map((name) => [name, visit.query.get(name) || undefined]));
    const actions = html`${linkButton(t('audit.download'), consoleUrl(visit, 'audit/download', given))}
${linkButton(t('audit.chain'), consoleUrl(visit, 'audit/chain'))}`;
    const content = await entries(visit, filters);
    const body = html`<section class="panel">${filterForm(visit, filters)}${results(content)}</section>`;
    return { title: t('audit.title'), body, actions };
  },
};

async function entries(visit: ConsoleVisit, filters: AuditFilters): Promise<Markup> {
  const before = visit.query.get('before') || undefined;
  try {
    const query = { ...(await searchQuery(visit, filters)), before };
    const found = await visit.call<Found>('AuditQuery_Search', {
      parameters: { partitionGlobalId: visit.organization.id },
      query,
    });
    return await list(visit, found, before !== undefined);
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (!faults) throw error;
    return badNote(Object.values(faults).flat().join(' '));
  }
}

async function list(visit: ConsoleVisit, found: Found, isOlder: boolean): Promise<Markup> {
  const { t } = visit;
  if (found.results.length === 0 && found.next === null) return emptyState(t('audit.nothing'), t('audit.nothingText'));
  const targets = await namesOfTargets(visit, found.results);
  return html`${table(visit, {
    caption: t('audit.title'),
    rows: found.results,
    columns: [
      {
        label: t('audit.what'),
        cell: ({ sequence, message }) => html`<a href="${consoleUrl(visit, `audit/${sequence}`)}">${message}</a>`,
      },
      { label: t('audit.when'), cell: ({ createdOn }) => dateTime(visit, Date.parse(createdOn)) },
      { label: t('audit.target'), cell: (entry) => target(visit, entry, targets) },
      { label: t('audit.from'), cell: ({ clientIpAddress }) => clientIpAddress },
    ],
  })}
<nav class="paging small" aria-label="${t('console.pages')}">
<p role="status">${reached(visit, found)}</p>
${isOlder && linkButton(t('audit.newest'), changed(visit, { before: undefined }))}
${found.next !== null && older(visit, found)}
</nav>`;
}

const reached = (visit: ConsoleVisit, { searchedBackTo }: Found): Markup =>
  searchedBackTo === null
    ? html`${visit.t('audit.all')}`
    : html`${visit.t('audit.searchedBackTo')} ${dateTime(visit, Date.parse(searchedBackTo))}`;

function older(visit: ConsoleVisit, { next, results: { length } }: Found): Markup {
  const url = changed(visit, { before: next ?? undefined });
  const text = visit.t(length === 0 ? 'audit.searchFurther' : 'audit.older');
  return html`<a class="button" rel="next" href="${url}" hx-get="${url}" hx-target="#results" hx-select="#results" hx-swap="outerHTML show:top" hx-push-url="true">${text}</a>`;
}

function filterForm(visit: ConsoleVisit, { who, since, until, text }: AuditFilters): Markup {
  const { t, language } = visit;
  const path = visit.address.split('?', 1)[0];
  const organization = shownOrganization(visit);
  const events = auditEvents(language)
    .map(([value, sentence]) => ({ value, text: sentence }))
    .sort((one, other) => one.text.localeCompare(other.text, language));
  return html`<form class="search" role="search" method="get" action="${path}" hx-get="${path}" hx-trigger="input delay:400ms, change, submit" hx-target="#results" hx-select="#results" hx-swap="outerHTML" hx-replace-url="true" hx-sync="this:replace">
${organization && html`<input type="hidden" name="organization" value="${organization}">`}
${input('text', t('audit.text'), text, 'search')}
${input('who', t('audit.who'), who, 'text')}
${filter(visit, 'as', t('audit.role'), [
  { value: '', text: t('audit.roleAny') },
  { value: 'by', text: t('audit.roleBy') },
])}
${filter(visit, 'event', t('audit.event'), [{ value: '', text: t('audit.everything') }, ...events])}
${input('since', t('audit.since'), since, 'date')}
${input('until', t('audit.until'), until, 'date')}
<button class="button" type="submit">${t('console.search')}</button>
</form>`;
}

const input = (name: string, label: string, value: string, type: 'text' | 'date' | 'search'): Markup =>
  html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" value="${value}" maxlength="256" autocomplete="off" autocapitalize="none" spellcheck="false"></div>`;
