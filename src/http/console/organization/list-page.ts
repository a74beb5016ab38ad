import { date } from '../../pages/date-time.ts';
import { type Faults, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { orFaults } from '../faults.ts';
import { areaField } from '../fields.ts';
import { lines, readForm, text, typed } from '../form-values.ts';
import { listState, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { badge, emptyState, linkButton } from '../panels.ts';
import { results, searchForm } from '../search-form.ts';
import { paging, table } from '../table.ts';
import { type ShownOrganization, trailTo, urlOf } from './load.ts';

/** `{prefix}/web/admin/organizations`: every organization, for the host. */
export const organizationsPage: ConsolePage = {
  path: 'organizations',
  area: 'organizations',
  isOfHost: true,
  show: async (visit) => {
    const { t } = visit;
    const list = listState(visit, ['name', 'creationTime']);
    const found = await visit.call<{ readonly totalCount: number; readonly results: readonly ShownOrganization[] }>(
      'Partition_GetAll',
      { query: pagingQuery(list) },
    );
    const actions = linkButton(t('organizations.new'), consoleUrl(visit, 'organizations/new'), 'first');
    if (found.totalCount === 0 && list.search === '') {
      return {
        title: t('organizations.title'),
        body: emptyState(t('organizations.none'), t('organizations.noneText'), actions),
      };
    }
    const rows = table(visit, {
      ...{ caption: t('organizations.title'), rows: found.results, list },
      columns: [
        {
          label: t('organizations.name'),
          sortBy: 'name',
          cell: ({ id, name }) => html`<a href="${urlOf(visit, id)}">${name}</a>`,
        },
        { label: t('organizations.tenants'), isNumber: true, cell: ({ tenants }) => tenants.length },
        {
          label: t('organizations.made'),
          sortBy: 'creationTime',
          cell: ({ creationTime }) => date(visit, Date.parse(creationTime)),
        },
        { label: t('console.state'), cell: ({ isActive }) => !isActive && badge(t('console.inactive'), 'off') },
      ],
    });
    const body = html`<section class="panel">${searchForm(visit, { label: t('console.searchName'), list })}
${results([rows, paging(visit, list, found.totalCount)])}</section>`;
    return { title: t('organizations.title'), body, actions };
  },
};

/** `{prefix}/web/admin/organizations/new`. */
export const newOrganizationPage: ConsolePage = {
  path: 'organizations/new',
  area: 'organizations',
  isOfHost: true,
  keeps: ['name', 'tenants'],
  show: async (visit) => form(visit, noFaults),
  submit: async (visit, tools) =>
    await orFaults(
      visit,
      async () => {
        const body = readForm(visit.form, { name: text, tenants: lines });
        const { id, name } = await visit.call<ShownOrganization>('Partition_Create', { body });
        return done(visit, tools, urlOf(visit, id), { key: 'organizations.created', values: { name } });
      },
      async (faults) => form(visit, faults),
    ),
};

function form(visit: ConsoleVisit, faults: Faults): ConsoleShown {
  const { t } = visit;
  const values = typed(visit);
  const body = html`<section class="panel narrow">${faults['']?.map(badNote)}
${formOf(
  visit,
  html`${textField({ name: 'name', label: t('organizations.name'), hint: t('organizations.nameHint'), faults, autocomplete: 'off', value: values.get('name') ?? '', isFirst: true })}
${areaField({ name: 'tenants', label: t('organizations.tenants'), hint: t('organizations.tenantsHint'), faults, value: values.get('tenants'), isOptional: true })}
${submitOrCancel(t, submit(t('organizations.create')), consoleUrl(visit, 'organizations'))}`,
)}</section>`;
  return { title: t('organizations.new'), body, trail: trailTo(visit), isRefused: faults !== noFaults };
}
