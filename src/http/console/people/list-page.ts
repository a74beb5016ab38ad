import type { Wire } from '../../../operation/answer-shape.ts';
import type { UserPage } from '../../api/user-dto.ts';
import type { UserFactorKindsDto } from '../../api/user-factor.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { listState, mostCounted, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { emptyState, linkButton } from '../panels.ts';
import { groupsNamed } from '../person/data.ts';
import { results, searchForm } from '../search-form.ts';
import { selection } from '../selection.ts';
import { paging, table } from '../table.ts';
import { chosenColumns, columnChoice, columnsOf, loadWithoutPassword, nameOf, type UserRow } from './columns.ts';
import { filters, selectionOf } from './filters.ts';

const sorts = ['displayName', 'userName', 'email', 'lastLoginTime', 'creationTime'];

/** `{prefix}/web/admin/people`: everybody, searched while it is typed. */
export const listPage: ConsolePage = {
  path: 'people',
  area: 'people',
  show: async (visit) => {
    const { t } = visit;
    const list = listState(visit, sorts);
    const wanted = selectionOf(visit);
    const parameters = { partitionGlobalId: visit.organization.id };
    const isNarrowed = Object.values(wanted).some((value) => value !== undefined);
    const query = { ...pagingQuery(list), ...wanted, ...(isNarrowed && { countUpTo: mostCounted }) };
    const { totalCount, results: rows } = await visit.call<Wire<typeof UserPage>>('User_GetUsers', {
      parameters,
      query,
    });
    const found = html`${rows.length > 0 && (await peopleTable(visit, rows))}${paging(visit, list, totalCount, { isBounded: isNarrowed })}`;
    const body =
      totalCount === 0 && !isNarrowed
        ? emptyState(
            t('people.none'),
            t('people.noneText'),
            linkButton(t('people.new'), consoleUrl(visit, 'new-person'), 'first'),
          )
        : html`<section class="panel">
${searchForm(visit, { label: t('people.search'), list, filters: [...(await filters(visit)), columnChoice(visit)] })}
${results(html`${found}${totalCount > 0 && linkButton(t('people.export'), exportUrl(visit))}`)}
</section>`;
    return { title: t('people.title'), body, actions: actionsOf(visit) };
  },
};

const actionsOf = (visit: ConsoleVisit): Markup =>
  html`${linkButton(visit.t('people.new'), consoleUrl(visit, 'new-person'), 'first')}${linkButton(visit.t('people.import'), consoleUrl(visit, 'import-people'))}`;

const exportUrl = (visit: ConsoleVisit) => {
  const { searchTerm: q, state, groupId: group } = selectionOf(visit);
  return consoleUrl(visit, 'export-people', { q, state, group });
};

async function peopleTable(visit: ConsoleVisit, rows: readonly UserRow[]): Promise<Markup> {
  const { t } = visit;
  const chosen = chosenColumns(visit);
  const inGroups = chosen.includes('groups') ? [...new Set(rows.flatMap(({ groupIDs }) => groupIDs))] : [];
  const groupNames = new Map((await groupsNamed(visit, inGroups)).map(({ value, text }) => [value, text]));
  const factorKinds = chosen.includes('secondFactor') ? await kindsOfFactors(visit, rows) : new Map();
  const withoutPassword = chosen.includes('state') ? await loadWithoutPassword(visit, rows) : new Map();
  const actions = (['activate', 'deactivate', 'addToGroup', 'removeFromGroup', 'requireChange', 'invite'] as const).map(
    (value) => ({ value, text: t(`people.action.${value}`) }),
  );
  return selection(
    visit,
    consoleUrl(visit, 'people-actions'),
    [...actions, { value: 'delete', text: t('people.action.delete'), isGrave: true }],
    table(visit, {
      caption: t('people.title'),
      columns: columnsOf(visit, { groupNames, factorKinds, withoutPassword }),
      rows,
      list: listState(visit, sorts),
      select: { value: ({ id }) => id, label: (user) => t('people.choose', { name: nameOf(user) }) },
    }),
  );
}

async function kindsOfFactors(
  visit: ConsoleVisit,
  rows: readonly UserRow[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await visit.call<readonly Wire<typeof UserFactorKindsDto>[]>('User_GetFactorKinds', {
    parameters: { partitionGlobalId: visit.organization.id },
    query: { userId: rows.map(({ id }) => id) },
  });
  return new Map(found.map(({ userId, kinds }) => [userId, kinds]));
}
