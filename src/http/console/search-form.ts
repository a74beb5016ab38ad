import { html, type Markup } from '../pages/markup.ts';
import type { ListState } from './list.ts';
import { type ConsoleVisit, shownOrganization } from './page.ts';

interface SearchOptions {
  readonly label: string;
  readonly list: ListState;
  /** Fields beside the search, such as `filter`. */
  readonly filters?: Markup | readonly Markup[];
}

/** Searches while it is typed, and with its button where there are no scripts. What it finds is in `results`. */
export function searchForm(visit: ConsoleVisit, { label, list, filters }: SearchOptions): Markup {
  const { t, address } = visit;
  const path = address.split('?', 1)[0];
  const organization = shownOrganization(visit);
  const hidden = { organization, sort: list.sortBy, order: list.descending ? 'desc' : undefined };
  return html`<form class="search" role="search" method="get" action="${path}" hx-get="${path}" hx-trigger="input delay:250ms, submit" hx-target="#results" hx-select="#results" hx-swap="outerHTML" hx-replace-url="true" hx-sync="this:replace">
${Object.entries(hidden).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="field"><label for="q">${label}</label><input id="q" name="q" type="search" value="${list.search}" maxlength="256" autocomplete="off" autocapitalize="none" spellcheck="false"></div>
${filters}
<button class="button" type="submit">${t('console.search')}</button>
</form>`;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** A choice beside the search. The empty value is all. */
export const filter = (visit: ConsoleVisit, name: string, label: string, choices: readonly Choice[]): Markup =>
  html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(
    ({ value, text }) =>
      html`<option value="${value}"${value === (visit.query.get(name) ?? '') && html` selected`}>${text}</option>`,
  )}</select></div>`;

/** The part of the page that changes with the search. */
export const results = (content: Markup | readonly (Markup | false)[]): Markup =>
  html`<div id="results" class="stack">${content}</div>`;
