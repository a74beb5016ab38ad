import { choiceButton } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { panel } from '../panels.ts';
import { leftOutTable } from './left-out.ts';
import type { ImportState, LeftOut } from './state.ts';
import { stepForm } from './step-form.ts';
import type { ImportView } from './view.ts';

interface Outlook {
  readonly willBeMade: number;
  readonly leftOut: readonly LeftOut[];
  /** Heads of columns that are not used. */
  readonly unused: readonly string[];
}

/** What would come of each row; nothing has been written yet. */
export async function checkedView(
  visit: ConsoleVisit,
  state: ImportState,
  { willBeMade: count, leftOut, unused }: Outlook,
): Promise<ImportView> {
  const { t } = visit;
  const text = t(state.isInvited ? 'import.willInvite' : 'import.willCreate', { count });
  const go = count > 0 && choiceButton('step', 'import', t('import.start', { count }), 'first');
  const ignored = unused.length > 0 && html`<p class="quiet">${t('import.unused', { columns: unused.join(', ') })}</p>`;
  const content = html`<div class="buttons">${go}${choiceButton('step', 'columns', t('import.back'))}</div>`;
  const body = html`${panel(
    t('import.checked'),
    html`<p role="status">${text} ${t('import.leftOut', { count: leftOut.length })}</p>${ignored}${await stepForm(visit, state, content)}`,
  )}
${leftOut.length > 0 && panel(t('import.leftOutTitle'), html`${leftOutTable(visit, leftOut)}`)}`;
  return { body };
}
