import type { OwnPath } from '../../../directory/own-path.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import { warningWithoutMail } from '../mail/can-mail.ts';
import { type ConsoleAnswer, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, linkButton } from '../panels.ts';
import { type Column, table } from '../table.ts';
import { undoButton } from '../undo.ts';
import { nextUndo } from '../undo-field.ts';
import { type Action, isAboutGroup, type Outcomes, type Result } from './actions.ts';
import { nameOf, type Person } from './data.ts';
import { personUrl, trailOf } from './frame.ts';

/** One has a name, several are counted. */
export const whoOf = ({ t }: ConsoleVisit, people: readonly Person[]): string => {
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
  return undoButton(visit, {
    action: actionUrl(visit, inverse.action, changed),
    fields: [nextUndo(visit.form), ...(isAboutGroup(action) ? [['group', group] as const] : [])],
  });
}

/** Where the action is asked about for these people. */
function actionUrl(visit: ConsoleVisit, action: string, people: readonly Person[]): OwnPath {
  const url = consoleUrl(visit, 'people-actions', { action });
  return `${url}&${new URLSearchParams(people.map(({ id }): [string, string] => ['id', id]))}` as OwnPath;
}

/** Says of each how it ended. */
export async function report(
  visit: ConsoleVisit,
  action: Action,
  { results, fault }: Outcomes,
  gone: number,
): Promise<ConsoleAnswer> {
  const { t } = visit;
  const peopleOf = (...states: readonly Result['state'][]): readonly Person[] =>
    results.filter(({ state }) => states.includes(state)).map(({ person }) => person);
  const changed = peopleOf('done');
  const summary = t('person.bulk.summary', { count: changed.length, total: results.length + gone });
  const mailWarning = action === 'invite' && fault === undefined && (await warningWithoutMail(visit));
  const others = fault !== undefined && actionUrl(visit, action, peopleOf('unknown', 'notDone', 'notTried'));
  const body = html`<section class="panel"><p role="status">${summary}</p>${undoOf(visit, action, changed)}${mailWarning}
${table(visit, { caption: t('person.bulk.result'), columns: columnsOf(visit, action), rows: results })}
<div class="buttons">${others && linkButton(t('person.bulk.others'), others)}${linkButton(t('console.area.people'), consoleUrl(visit, 'people'), 'first')}</div></section>`;
  const who = whoOf(
    visit,
    results.map(({ person }) => person),
  );
  const title = t('person.bulk.report', { action: t(`person.bulk.${action}Button`, { who }) });
  return { title, body, trail: trailOf(visit), ...(fault !== undefined && { status: 500, fault }) };
}

function columnsOf(visit: ConsoleVisit, action: Action): readonly Column<Result>[] {
  const { t } = visit;
  const isGone = (state: Result['state']) => action === 'delete' && state === 'done';
  return [
    {
      label: t('person.displayName'),
      cell: ({ person, state }) =>
        isGone(state) ? nameOf(person) : html`<a href="${personUrl(visit, person)}">${nameOf(person)}</a>`,
    },
    { label: t('person.userName'), cell: ({ person }) => longWord(person.userName) },
    {
      label: t('person.bulk.result'),
      cell: ({ state, faults }) =>
        state === 'done'
          ? badge(t('person.bulk.done'))
          : html`${badge(t(`person.bulk.${state}`), 'warn')} ${faults.join(' ')}`,
    },
  ];
}
