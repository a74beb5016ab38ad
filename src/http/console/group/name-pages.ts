import type { OwnPath } from '../../../directory/own-path.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { textOf } from '../filled-field.ts';
import { readForm, text, typed } from '../form-values.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { groupUrl, loadGroup, parametersOf, trailOf } from './group.ts';

/** `{prefix}/web/admin/new-group`. */
export const newPage: ConsolePage = {
  path: 'new-group',
  area: 'groups',
  keeps: ['name'],
  show: async (visit) => newGroup(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const body = { ...readForm(visit.form, { name: text }), partitionGlobalId: visit.organization.id };
        const created = await visit.call<{ readonly id: string }>('Group_CreateGroup', { body });
        return done(visit, tools, groupUrl(visit, created), {
          key: 'groups.done.created',
          values: { name: body.name },
        });
      },
      async (faults) => newGroup(visit, faults),
    ),
};

function newGroup(visit: ConsoleVisit, faults: Faults): ConsoleShown {
  const { t } = visit;
  const body = nameForm(visit, faults, {
    value: typed(visit).get('name') ?? '',
    button: t('console.create'),
    back: consoleUrl(visit, 'groups'),
  });
  return { title: t('groups.new'), body, trail: trailOf(visit), isRefused: faults !== noFaults };
}

/** `{prefix}/web/admin/groups/{id}/rename`. */
export const renamePage: ConsolePage = {
  path: 'groups/{id}/rename',
  area: 'groups',
  keeps: ['name'],
  filled: { fields: async (visit) => [textOf('name', visit.t('groups.name'), (await loadGroup(visit)).name)] },
  show: (visit) => rename(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const body = readForm(visit.form, { name: text });
        await visit.call('GroupSummary_Update', { parameters: parametersOf(visit), body });
        const url = groupUrl(visit, { id: parametersOf(visit).groupId });
        return done(visit, tools, url, { key: 'groups.done.renamed', values: body });
      },
      (faults) => rename(visit, faults),
    ),
};

async function rename(visit: ConsoleVisit, faults: Faults): Promise<ConsoleShown> {
  const { t } = visit;
  const group = await loadGroup(visit);
  const body = nameForm(visit, faults, {
    value: typed(visit).get('name') ?? group.name,
    button: t('page.save'),
    back: groupUrl(visit, group),
  });
  const title = t('groups.renameOne', { name: group.name });
  return { title, body, trail: trailOf(visit, group), isRefused: faults !== noFaults };
}

interface NameForm {
  readonly value: string;
  readonly button: string;
  readonly back: OwnPath;
}

const nameForm = (visit: ConsoleVisit, faults: Faults, { value, button, back }: NameForm): Markup =>
  html`<section class="panel narrow">${formOf(
    visit,
    html`${faultOf('', faults)}
${textField({ name: 'name', label: visit.t('groups.name'), value, faults, autocomplete: 'off', isFirst: true })}
${submitOrCancel(visit.t, submit(button), back)}`,
  )}</section>`;
