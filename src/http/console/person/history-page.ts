import type { Wire } from '../../../operation/answer-shape.ts';
import type { AuditSearchResult } from '../../api/audit-search.ts';
import type { UserLoginAttemptDtoPage } from '../../api/login-attempt.ts';
import { dateTime } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsolePage, type ConsoleVisit, changed } from '../page.ts';
import { badge, linkButton, panel } from '../panels.ts';
import { loadPerson, type Person } from './data.ts';
import { personShown } from './frame.ts';

/** What happened, at which epoch milliseconds. */
interface Event {
  readonly at: number;
  readonly text: string;
  readonly isBad: boolean;
  readonly from: string | null;
}

/** Events of each kind on a page. */
const pageSize = 50;

/** `{prefix}/web/admin/people/{id}/history`: sign-in attempts and the audit of the person as one list, the newest first. */
export const historyPage: ConsolePage = {
  path: 'people/{id}/history',
  area: 'people',
  show: async (visit) => {
    const { t } = visit;
    const person = await loadPerson(visit);
    const { events, older } = await eventsOf(visit, person);
    const rows = events.map((event) => row(visit, event));
    const content = rows.length === 0 ? html`<p class="quiet">${t('person.noHistory')}</p>` : html`<ol class="things">${rows}</ol>`;
    const more = older !== undefined && linkButton(t('person.older'), changed(visit, { until: new Date(older).toISOString() }));
    const body = panel(t('person.history'), html`<p class="quiet">${t('person.historyText')}</p>${content}${more && html`<div class="buttons">${more}</div>`}`);
    return personShown(visit, person, { tab: 'history', body });
  },
};

/** Two lists become one: what is older than the end of either list is left for the next page. */
async function eventsOf(visit: ConsoleVisit, person: Person) {
  const until = Date.parse(visit.query.get('until') ?? '') || undefined;
  const [attempts, entries] = [await attemptsOf(visit, person, until), await entriesOf(visit, person, until)];
  const ends = [attempts, entries].flatMap((list) => (list.length < pageSize ? [] : (list.at(-1)?.at ?? [])));
  const older = ends.length > 0 ? Math.max(...ends) : undefined;
  const events = [...attempts, ...entries].filter(({ at }) => older === undefined || at >= older);
  return { events: events.sort((one, other) => other.at - one.at), older };
}
