import type { Wire } from '../../../operation/answer-shape.ts';
import type { MemberPage } from '../../api/group-members.ts';
import type { UserPage } from '../../api/user-dto.ts';
import { type Faults, faultOf, formOf, noFaults } from '../../pages/fields.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { readForm, texts } from '../form-values.ts';
import { listState, pagingQuery } from '../list.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, changed, consoleUrl, done } from '../page.ts';
import { emptyState, linkButton } from '../panels.ts';
import { results, searchForm } from '../search-form.ts';
import { paging, table } from '../table.ts';
import { type GroupRow, groupUrl, idFields, loadGroup, parametersOf, trailOf } from './group.ts';
import { kindOf, memberLink, membersAmong } from './member.ts';

/** `{prefix}/web/admin/groups/{id}`: who is in it, to take out some of them. */
export const groupPage: ConsolePage = {
  path: 'groups/{id}',
  area: 'groups',
  keeps: ['id'],
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const { id } = readForm(visit.form, { id: texts });
        if (id.length === 0) return await page(visit, { '': [visit.t('console.chooseOne')] });
        // Who has left meanwhile is not brought back by taking this back.
        const inside = await membersAmong(visit, id);
        const body = { memberIDsToRemove: id };
        const { name } = await visit.call<GroupRow>('GroupSummary_Update', { parameters: parametersOf(visit), body });
        const removed = [...new Set(id)].filter((one) => inside.has(one));
        const said = { key: 'groups.done.removed', values: { count: removed.length, name } } as const;
        const action = groupUrl(visit, { id: parametersOf(visit).groupId }, 'add');
        const fields = idFields(removed);
        return done(
          visit,
          tools,
          changed(visit, { id: undefined }),
          said,
          fields.length > 0 ? { undo: { action, fields } } : {},
        );
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleShown> {
  const group = await loadGroup(visit);
  return {
    title: group.name,
    trail: trailOf(visit),
    actions: actionsOf(visit, group),
    body: html`${faultOf('', faults)}${await members(visit, group)}`,
    isRefused: faults !== noFaults,
  };
}

function actionsOf(visit: ConsoleVisit, group: GroupRow): Markup | undefined {
  const { t } = visit;
  const { id, memberCount, type } = group;
  const inPeople = linkButton(t('groups.inPeople'), consoleUrl(visit, 'people', { group: id }));
  if (memberCount === null) return inPeople;
  return html`${linkButton(t('groups.add'), groupUrl(visit, group, 'add'), 'first')}${inPeople}${
    type === 'custom' &&
    html`${linkButton(t('groups.rename'), groupUrl(visit, group, 'rename'))}${linkButton(t('console.delete'), groupUrl(visit, group, 'delete'), 'grave')}`
  }`;
}

async function members(visit: ConsoleVisit, group: GroupRow): Promise<Markup> {
  const { t } = visit;
  if (group.memberCount === null) return emptyState(t('groups.everyone'), t('groups.everyoneText'));
  if (group.memberCount === 0) {
    return emptyState(
      t('groups.empty'),
      t('groups.emptyText'),
      linkButton(t('groups.add'), groupUrl(visit, group, 'add')),
    );
  }
  const list = listState(visit, ['name', 'email']);
  const { totalCount, rows } = await find(visit, group);
  const shown = table<MemberRow>(visit, {
    ...{ caption: t('groups.members'), rows, list },
    columns: [
      { label: t('groups.member'), sortBy: 'name', cell: ({ id, kind, text }) => memberLink(visit, kind, id, text) },
      { label: t('people.column.email'), sortBy: 'email', cell: ({ email }) => longWord(email) },
      { label: t('groups.kind'), cell: ({ kind }) => t(`groups.kind.${kind}`) },
    ],
    select: { value: ({ id }) => id, label: ({ text }) => t('people.choose', { name: text }) },
  });
  const bar = html`<div class="toolbar" role="group" aria-label="${t('console.selected')}"><span class="small quiet">${t('console.selected')}</span><button class="button" type="submit">${t('groups.remove')}</button></div>`;
  return html`<section class="panel">${searchForm(visit, { label: t('groups.searchPeople'), list })}
${results([
  rows.length > 0 && html`<div class="selection">${formOf(visit, html`${bar}${shown}`)}</div>`,
  paging(visit, list, totalCount),
])}</section>`;
}

interface MemberRow {
  readonly id: string;
  readonly kind: ReturnType<typeof kindOf>;
  readonly text: string;
  readonly email: string | null;
}

/** All members page by page; a search finds people. */
async function find(
  visit: ConsoleVisit,
  { id: groupId }: GroupRow,
): Promise<{ readonly totalCount: number; readonly rows: readonly MemberRow[] }> {
  const query = pagingQuery(listState(visit, ['name', 'email']));
  if (query.searchTerm === undefined) {
    const found = await visit.call<Wire<typeof MemberPage>>('Group_GetMembers', {
      parameters: parametersOf(visit),
      query,
    });
    const rows = found.results.map(({ id, objectType, displayName, name, email }) => ({
      ...{ id, email, kind: kindOf(objectType), text: displayName || name || id },
    }));
    return { totalCount: found.totalCount, rows };
  }
  const parameters = { partitionGlobalId: visit.organization.id };
  const found = await visit.call<Wire<typeof UserPage>>('User_GetUsers', { parameters, query: { ...query, groupId } });
  const rows = found.results.map(({ id, displayName, userName, email }) => ({
    ...{ id, email, kind: 'user' as const, text: displayName || userName || id },
  }));
  return { totalCount: found.totalCount, rows };
}
