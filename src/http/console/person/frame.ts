import { html, type Markup } from '../../pages/markup.ts';
import { type ConsoleShown, type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, tabs } from '../panels.ts';
import { loadWithoutPassword, stateOf, type WithoutPassword } from '../people/columns.ts';
import { isLocked, type Lockout, loadLockout, nameOf, type Person } from './data.ts';

/** The pages about one person. */
const tabNames = { profile: '', signIn: '/sign-in', connections: '/connections', history: '/history' } as const;

interface PersonContent {
  readonly tab: keyof typeof tabNames;
  readonly body: Markup;
  readonly actions?: Markup;
  readonly isRefused?: boolean;
}

/** @param lockout as the page itself has loaded it, if it has. */
export async function personShown(
  visit: ConsoleVisit,
  person: Person,
  content: PersonContent,
  lockout?: Lockout,
): Promise<ConsoleShown> {
  const { t } = visit;
  const isRefusedFrom = isLocked(lockout ?? (await loadLockout(visit, person)));
  const badges = stateBadges(visit, person, isRefusedFrom, await loadWithoutPassword(visit, [person]));
  const all = Object.entries(tabNames).map(([tab, path]) => ({
    text: t(`person.tab.${tab as keyof typeof tabNames}`),
    url: personUrl(visit, person, path),
    isCurrent: tab === content.tab,
  }));
  const { actions, isRefused } = content;
  return {
    title: nameOf(person),
    trail: trailOf(visit),
    body: html`<p>${badges}</p>${tabs(t('person.tabs'), all)}${content.body}`,
    ...(actions && { actions }),
    ...(isRefused && { isRefused }),
  };
}

export const personUrl = (visit: ConsoleVisit, { id }: Pick<Person, 'id'>, path = '') =>
  consoleUrl(visit, `people/${encodeURIComponent(id)}${path}`);

/** The list, and of pages that are about one thing of a person, the person. */
export const trailOf = (visit: ConsoleVisit, person?: Person): NonNullable<ConsoleShown['trail']> => [
  [visit.t('console.area.people'), consoleUrl(visit, 'people')],
  ...(person ? [[nameOf(person), personUrl(visit, person)] as const] : []),
];

function stateBadges(
  visit: ConsoleVisit,
  person: Person,
  isRefused: boolean,
  withoutPassword: WithoutPassword,
): readonly (Markup | false)[] {
  const isMissing = person.lastLoginTime === null && !withoutPassword.has(person.id);
  return [
    stateOf(visit, person, withoutPassword),
    isRefused && html` ${badge(visit.t('people.state.locked'), 'warn')}`,
    isMissing && html` ${badge(visit.t('person.neverSignedIn'), 'off')}`,
  ];
}
