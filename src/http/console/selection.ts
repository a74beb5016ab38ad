import type { OwnPath } from '../../directory/own-path.ts';
import { html, type Markup } from '../pages/markup.ts';
import { type ConsoleVisit, shownOrganization } from './page.ts';

interface Action {
  /** What the page that asks gets as `action`. */
  readonly value: string;
  readonly text: string;
  readonly isGrave?: true;
}

/**
 * A table whose rows can be chosen, with a bar of what can be done with them. The bar leads to a page that names the rows
 * (`id`, once for each) and what is to be done (`action`), and asks: nothing happens yet. Where the browser can tell, it is
 * shown when a row is chosen.
 */
export function selection(visit: ConsoleVisit, page: OwnPath, actions: readonly Action[], content: Markup): Markup {
  const organization = shownOrganization(visit);
  const path = page.split('?', 1)[0];
  return html`<form class="selection stack" method="get" action="${path}">
${organization && html`<input type="hidden" name="organization" value="${organization}">`}
<div class="toolbar" role="group" aria-label="${visit.t('console.selected')}"><span class="small quiet">${visit.t('console.selected')}</span>${actions.map(
    ({ value, text, isGrave }) =>
      html`<button class="button${isGrave && ' grave'}" type="submit" name="action" value="${value}">${text}</button>`,
  )}</div>
${content}
</form>`;
}
