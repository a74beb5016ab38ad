import type { OwnPath } from '../../../directory/own-path.ts';
import { GatehouseError } from '../../../errors.ts';
import { isBusy, isUncertain } from '../../pages/failure-page.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel } from '../../pages/fields.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import { faultsOf } from '../faults.ts';
import { warningWithoutMail } from '../mail/can-mail.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, emptyState, linkButton } from '../panels.ts';
import { type Column, table } from '../table.ts';
import { undoButton } from '../undo.ts';
import { groupOffer, loadPerson, nameOf, type Person } from './data.ts';
import { personUrl, trailOf } from './frame.ts';
import { groupField, withNamedGroup } from './group-field.ts';

/** More are not shown on a page of the list. */
const most = 200;

type Do = (visit: ConsoleVisit, person: Person) => Promise<unknown>;

/** What can be done with several people at once; with each of them alone, so that one who cannot be changed keeps nobody back. */
const actions = {
  activate: (visit, person) => update(visit, person, { isActive: true }),
  deactivate: (visit, person) => update(visit, person, { isActive: false }),
  addToGroup: (visit, person) => update(visit, person, { groupIDsToAdd: [visit.form.get('group')] }),
  removeFromGroup: (visit, person) => update(visit, person, { groupIDsToRemove: [visit.form.get('group')] }),
  requireChange: (visit, { id }) => visit.call('User_RequirePasswordChange', { body: { userIds: [id] } }),
  invite: (visit, { id }) => visit.call('User_MailPasswordLink', { parameters: { userId: id } }),
  delete: (visit, { id }) => visit.call('User_Delete', { parameters: { userId: id } }),
} satisfies Readonly<Record<string, Do>>;

type Action = keyof typeof actions;

const isAboutGroup = (action: Action): boolean => action === 'addToGroup' || action === 'removeFromGroup';

const update = (visit: ConsoleVisit, { id }: Person, body: object) =>
  visit.call('User_Update', { parameters: { userId: id }, body });

/** `{prefix}/web/admin/people-actions?action=…&id=…`: names who it is about and asks; then says of each how it ended. */
export const actionsPage: ConsolePage = {
  path: 'people-actions',
  area: 'people',
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
    const results: Result[] = [];
    for (const person of people) results.push({ person, ...(await outcome(sent, action, person)) });
    return await report(sent, action, results, gone);
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

/** One has a name, several are counted. */
const whoOf = ({ t }: ConsoleVisit, people: readonly Person[]): string => {
  const [first, second] = people;
  return first && !second ? nameOf(first) : t('person.bulk.people', { count: people.length });
};

/** What takes an action back, for whom it changed something. */
const inverses = {
  activate: { action: 'deactivate', isChange: (person) => !person.isActive },
  deactivate: { action: 'activate', isChange: (person) => person.isActive },
  addToGroup: { action: 'removeFromGroup', isChange: ({ groupIDs }, group) => !groupIDs.includes(group) },
  removeFromGroup: { action: 'addToGroup', isChange: ({ groupIDs }, group) => groupIDs.includes(group) },
} satisfies Partial<Record<Action, Inverse>> as Readonly<Record<string, Inverse>>;

interface Inverse {
  readonly action: Action;
  readonly isChange: (before: Person, group: string) => boolean;
}

function undoOf(visit: ConsoleVisit, action: Action, people: readonly Person[]): Markup | undefined {
  const inverse = inverses[action];
  const group = visit.form.get('group') ?? '';
  const changed = people.filter((person) => inverse?.isChange(person, group));
  if (!inverse || changed.length === 0) return undefined;
  const url = consoleUrl(visit, 'people-actions', { action: inverse.action });
  const ids = new URLSearchParams(changed.map(({ id }) => ['id', id] as [string, string]));
  return undoButton(visit, {
    action: `${url}&${ids}` as OwnPath,
    fields: isAboutGroup(action) ? [['group', group]] : [],
  });
}

interface Result {
  readonly person: Person;
  /** Why nothing was done with this person, or why nobody knows whether it was. */
  readonly faults: readonly string[];
  readonly isUnknown?: boolean;
}

async function outcome(visit: ConsoleVisit, action: Action, person: Person): Promise<Omit<Result, 'person'>> {
  const { t } = visit;
  try {
    await actions[action](visit, person);
    return { faults: [] };
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (faults) return { faults: Object.values(faults).flat() };
    if (!(error instanceof GatehouseError) || !isBusy(error.failure)) throw error;
    if (isUncertain(error.failure)) return { faults: [t('error.uncertain')], isUnknown: true };
    return { faults: [t(error.failure.code === 'Unavailable' ? 'error.busy' : 'person.laterAgain')] };
  }
}

async function report(
  visit: ConsoleVisit,
  action: Action,
  results: readonly Result[],
  gone: number,
): Promise<ConsoleAnswer> {
  const { t } = visit;
  const changed = results.filter(({ faults }) => faults.length === 0).map(({ person }) => person);
  const count = changed.length;
  const state = ({ faults, isUnknown = false }: Result): Markup =>
    faults.length === 0
      ? badge(t('person.bulk.done'))
      : html`${badge(t(isUnknown ? 'person.bulk.unknown' : 'person.bulk.notDone'), 'warn')} ${faults.join(' ')}`;
  const isGone = (faults: readonly string[]) => action === 'delete' && faults.length === 0;
  const columns: readonly Column<Result>[] = [
    {
      label: t('person.displayName'),
      cell: ({ person, faults }) =>
        isGone(faults) ? nameOf(person) : html`<a href="${personUrl(visit, person)}">${nameOf(person)}</a>`,
    },
    { label: t('person.userName'), cell: ({ person }) => longWord(person.userName) },
    { label: t('person.bulk.result'), cell: state },
  ];
  const summary = t('person.bulk.summary', { count, total: results.length + gone });
  const body = html`<section class="panel"><p role="status">${summary}</p>${undoOf(visit, action, changed)}${action === 'invite' && (await warningWithoutMail(visit))}
${table(visit, { caption: t('person.bulk.result'), columns, rows: results })}
<div class="buttons">${linkButton(t('console.area.people'), consoleUrl(visit, 'people'), 'first')}</div></section>`;
  return {
    title: t(`person.bulk.${action}Title`, {
      who: whoOf(
        visit,
        results.map(({ person }) => person),
      ),
    }),
    body,
    trail: trailOf(visit),
  };
}
