import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { faultsOf } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { emptyState, linkButton } from '../panels.ts';
import { type Action, actions, isAboutGroup, outcomes } from './actions.ts';
import { report, whoOf } from './actions-report.ts';
import { groupOffer, loadPerson, nameOf, type Person } from './data.ts';
import { trailOf } from './frame.ts';
import { groupField, withNamedGroup } from './group-field.ts';

/** More are not shown on a page of the list. */
const most = 200;

/** `{prefix}/web/admin/people-actions?action=…&id=…`: names who it is about and asks; then says of each how it ended. */
export const actionsPage: ConsolePage = {
  path: 'people-actions',
  area: 'people',
  keeps: ['group', 'groupName'],
  show: async (visit) => {
    const action = actionOf(visit);
    const { people, gone } = await chosen(visit);
    return action && people.length > 0 ? await question(visit, action, people) : nobody(visit, gone);
  },
  submit: async (visit) => {
    const action = actionOf(visit);
    const { people, gone } = await chosen(visit);
    if (!action || people.length === 0) return nobody(visit, gone);
    const named = await withNamedGroup(visit);
    if ('faults' in named) return await question(visit, action, people, named.faults);
    const { sent } = named;
    if (isAboutGroup(action) && !sent.form.get('group')) {
      return await question(sent, action, people, { group: [visit.t('field.required')] });
    }
    return await report(sent, action, await outcomes(sent, action, people), gone);
  },
};

const actionOf = ({ query }: ConsoleVisit): Action | undefined => {
  const action = query.get('action') ?? '';
  return Object.hasOwn(actions, action) ? (action as Action) : undefined;
};

/** Those who are still there. Who asks comes last: what ends their own session must keep nobody back. */
async function chosen(visit: ConsoleVisit): Promise<{ readonly people: readonly Person[]; readonly gone: number }> {
  const ids = [...new Set(visit.query.getAll('id'))].slice(0, most);
  const people: Person[] = [];
  for (const id of ids) {
    try {
      people.push(await loadPerson(visit, id));
    } catch (error) {
      if (!faultsOf(visit, error)) throw error;
    }
  }
  const isOwn = ({ id }: Person) => id === visit.user.id;
  const inOrder = [...people.filter((one) => !isOwn(one)), ...people.filter(isOwn)];
  return { people: inOrder, gone: ids.length - people.length };
}

const nobody = (visit: ConsoleVisit, gone: number): ConsoleAnswer => ({
  title: visit.t('person.nobodyTitle'),
  trail: trailOf(visit),
  body: emptyState(
    visit.t('person.nobodyTitle'),
    visit.t(gone > 0 ? 'person.allGone' : 'person.nobodyText'),
    linkButton(visit.t('console.area.people'), consoleUrl(visit, 'people')),
  ),
});

async function question(
  visit: ConsoleVisit,
  action: Action,
  people: readonly Person[],
  faults: Faults = noFaults,
): Promise<ConsoleAnswer> {
  const { t } = visit;
  const who = whoOf(visit, people);
  const names = people.map((person) => html`<li>${nameOf(person)} <span class="quiet">${person.userName}</span></li>`);
  const label = t('person.group');
  const group = isAboutGroup(action) && groupField(visit, { label, offer: await groupOffer(visit), faults });
  const isGrave = action === 'delete' || action === 'deactivate';
  const body = html`<section class="panel narrow"><p>${t(`person.bulk.${action}Text`)}</p><ul>${names}</ul>
${formOf(
  visit,
  html`${faultOf('', faults)}${group}
${submitOrCancel(t, submit(t(`person.bulk.${action}Button`, { who }), isGrave ? 'grave' : 'first'), consoleUrl(visit, 'people'))}`,
)}</section>`;
  const title = t(`person.bulk.${action}Title`, { who });
  return { title, body, trail: trailOf(visit), isRefused: faults !== noFaults };
}
