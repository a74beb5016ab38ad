import { dateTime } from '../../pages/date-time.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsolePage, type ConsoleVisit, changed } from '../page.ts';
import { badge, linkButton, panel } from '../panels.ts';
import { loadPerson } from './data.ts';
import { personShown } from './frame.ts';
import { historyOf, type PersonEvent, type Place } from './history.ts';

/** `{prefix}/web/admin/people/{id}/history`: sign-in attempts and the audit of the person as one list, the newest first. */
export const historyPage: ConsolePage = {
  path: 'people/{id}/history',
  area: 'people',
  show: async (visit) => {
    const { t } = visit;
    const person = await loadPerson(visit);
    const { events, next } = await historyOf(visit, person, placeIn(visit));
    const list =
      events.length === 0
        ? html`<p class="quiet">${t('person.noHistory')}</p>`
        : html`<ol class="things">${events.map((event) => row(visit, event))}</ol>`;
    const more = next && linkButton(t('person.older'), changed(visit, { skip: next.skip, before: next.before }));
    const content = html`<p class="quiet">${t('person.historyText')}</p>${list}${more && html`<div class="buttons">${more}</div>`}`;
    return await personShown(visit, person, { tab: 'history', body: panel(t('person.history'), content) });
  },
};

function placeIn({ query }: ConsoleVisit): Place {
  const number = (name: string) => {
    const value = Number(query.get(name) ?? Number.NaN);
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  return { skip: Math.min(number('skip') ?? 0, 2_147_483_647), before: number('before') };
}

const row = (visit: ConsoleVisit, { at, text, isRefused, from }: PersonEvent): Markup =>
  html`<li class="thing"><div class="stack tight"><p>${text} ${isRefused && badge(visit.t('person.refused'), 'warn')}</p>
<p class="small quiet">${dateTime(visit, at)}${from && html` · ${from}`}</p></div></li>`;
