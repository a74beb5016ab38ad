import { exactly } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { linkButton, panel } from '../panels.ts';
import type { WithoutPassword } from '../people/columns.ts';
import { nameOf, type Person } from './data.ts';
import { personUrl } from './frame.ts';

/** How the person gets in, or why not yet, and what can be done about it. */
export function passwordPanel(visit: ConsoleVisit, person: Person, withoutPassword: WithoutPassword): Markup {
  const { t } = visit;
  const awaited = withoutPassword.get(person.id);
  const key = awaited ? 'person.givePassword' : 'person.changePassword';
  const buttons = html`${awaited?.invitation === 'failed' && linkButton(t('mail.undelivered'), consoleUrl(visit, 'mail/undelivered'))}
${awaited?.invitation === 'waiting' && linkButton(t('console.area.mail'), consoleUrl(visit, 'mail'))}
${linkButton(t(key), personUrl(visit, person, '/password'))}`;
  return panel(t('person.password'), html`<p class="quiet">${textOf(visit, person, awaited)}</p>`, buttons);
}

function textOf(visit: ConsoleVisit, person: Person, awaited: ReturnType<WithoutPassword['get']>): string {
  const { t } = visit;
  if (awaited) {
    const until = awaited.expiryTime === null ? '' : exactly(visit, Date.parse(awaited.expiryTime));
    return t(`person.invitation.${awaited.invitation}`, { name: nameOf(person), email: person.email ?? '', until });
  }
  return t(person.lastLoginTime === null ? 'person.passwordUnused' : 'person.passwordText', { name: nameOf(person) });
}
