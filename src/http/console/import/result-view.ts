import { submit } from '../../pages/fields.ts';
import { tokenField } from '../../pages/form-guard.ts';
import { html } from '../../pages/markup.ts';
import { warningWithoutMail } from '../mail/can-mail.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { linkButton, panel } from '../panels.ts';
import { leftOutTable } from './left-out.ts';
import { countOf, type ImportState, packed } from './state.ts';
import type { ImportView } from './view.ts';

/** How far it has come. With scripts it goes on by itself, else with the button. */
export async function progressView(visit: ConsoleVisit, state: ImportState, total: number): Promise<ImportView> {
  const { t, address, formToken } = visit;
  const said = t('import.progress', { count: state.position, total });
  const content = html`<form id="import" class="stack" method="post" action="${address}" hx-post="${address}" hx-trigger="load, submit" hx-target="#step" hx-select="#step" hx-swap="outerHTML">
<input type="hidden" name="${tokenField}" value="${formToken}"><input type="hidden" name="state" value="${await packed(state)}"><input type="hidden" name="step" value="import">
<p role="status">${said}</p><progress max="${total}" value="${state.position}" aria-label="${said}"></progress>
<div class="buttons">${submit(t('import.goOn'))}</div></form>`;
  return { body: html`<div id="step" class="stack">${panel(t('import.running'), content)}</div>` };
}

/** What became of the file. */
export async function resultView(visit: ConsoleVisit, { made, leftOut, isInvited }: ImportState): Promise<ImportView> {
  const { t } = visit;
  const text = t(isInvited ? 'import.invited' : 'import.created', { count: made });
  const table = leftOutTable(visit, leftOut);
  const people = linkButton(t('console.area.people'), consoleUrl(visit, 'people'), 'first');
  const content = html`<p role="status">${text} ${t('import.leftOut', { count: countOf(leftOut) })}</p>${isInvited && made > 0 && (await warningWithoutMail(visit))}<div class="buttons">${people}</div>`;
  return {
    body: html`<div id="step" class="stack">${panel(t('import.done'), content)}${table && panel(t('import.leftOutTitle'), table)}</div>`,
  };
}
