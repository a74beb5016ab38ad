import type { Wire } from '../../../operation/answer-shape.ts';
import type { DirectoryEntityInfo } from '../../api/directory-search.ts';
import { type Faults, faultOf, formOf, noFaults, submit } from '../../pages/fields.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { readForm, texts } from '../form-values.ts';
import { listState } from '../list.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, done } from '../page.ts';
import { results, searchForm } from '../search-form.ts';
import { table } from '../table.ts';
import { type GroupRow, groupUrl, idFields, loadGroup, parametersOf, trailOf } from './group.ts';
import { kindOf, membersAmong } from './member.ts';

/** `{prefix}/web/admin/groups/{id}/add`: finds accounts of every kind, and makes those that are chosen members. */
export const addMembersPage: ConsolePage = {
  path: 'groups/{id}/add',
  area: 'groups',
  keeps: ['id'],
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const { id } = readForm(visit.form, { id: texts });
        if (id.length === 0) return await page(visit, { '': [visit.t('console.chooseOne')] });
        const inside = await membersAmong(visit, id);
        const body = { memberIDsToAdd: id };
        const group = await visit.call<GroupRow>('GroupSummary_Update', { parameters: parametersOf(visit), body });
        const added = [...new Set(id)].filter((one) => !inside.has(one));
        const said = { key: 'groups.done.added', values: { count: added.length, name: group.name } } as const;
        const here = groupUrl(visit, group);
        const fields = idFields(added);
        return done(visit, tools, here, said, fields.length > 0 ? { undo: { action: here, fields } } : {});
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleShown> {
  const { t } = visit;
  const group = await loadGroup(visit);
  const list = listState(visit);
  const body = html`<section class="panel">${faultOf('', faults)}
${searchForm(visit, { label: t('groups.searchAccounts'), list })}
${results(await candidates(visit, list.search))}</section>`;
  const title = t('groups.addTo', { name: group.name });
  return { title, body, trail: trailOf(visit, group), isRefused: faults !== noFaults };
}

type Candidate = Wire<typeof DirectoryEntityInfo>;

/** Shown of what is found: anyone who does not see the right one types more of the name. */
const most = 50;

async function candidates(visit: ConsoleVisit, search: string): Promise<Markup> {
  const { t } = visit;
  if (search === '') return html`<p class="quiet">${t('groups.typeName')}</p>`;
  const parameters = { partitionGlobalId: visit.organization.id };
  const sourceFilter = ['localUsers', 'robotAccounts', 'applications'];
  const query = { startsWith: search, sourceFilter };
  const found = await visit.call<readonly Candidate[]>('Directory_Search', { parameters, query });
  if (found.length === 0) return html`<p role="status">${t('console.noneFound')}</p>`;
  const rows = found.slice(0, most);
  const inside = await membersAmong(
    visit,
    rows.map(({ identifier }) => identifier),
  );
  const shown = table<Candidate>(visit, {
    caption: t('groups.found'),
    rows,
    columns: [
      {
        label: t('groups.member'),
        cell: (one) =>
          html`${textOf(one)} ${inside.has(one.identifier) && html`<span class="badge off">${t('groups.alreadyIn')}</span>`}`,
      },
      { label: t('people.column.email'), cell: ({ email }) => longWord(email) },
      { label: t('groups.kind'), cell: ({ objectType }) => t(`groups.kind.${kindOf(objectType)}`) },
    ],
    select: { value: ({ identifier }) => identifier ?? '', label: (one) => t('people.choose', { name: textOf(one) }) },
  });
  return html`${formOf(visit, html`${shown}<div class="buttons">${submit(t('groups.addChosen'))}</div>`)}
${found.length > most && html`<p role="status" class="small quiet">${t('groups.more', { count: most })}</p>`}`;
}

const textOf = ({ displayName, identityName, identifier }: Candidate): string =>
  displayName || identityName || identifier || '';
