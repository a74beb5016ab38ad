import { choiceButton } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { panel } from '../panels.ts';
import type { FileGroup } from './groups.ts';
import { leftOutTable } from './left-out.ts';
import type { ImportState, LeftOut } from './state.ts';
import { stepForm } from './step-form.ts';
import type { ImportView } from './view.ts';

interface Outlook {
  readonly willBeMade: number;
  readonly leftOut: readonly LeftOut[];
  /** Those that somebody joins, and those that nobody does. */
  readonly groups: readonly FileGroup[];
  /** Heads of columns that are not used. */
  readonly unused: readonly string[];
}

/** What would come of each row; nothing has been written yet. */
export async function checkedView(
  visit: ConsoleVisit,
  state: ImportState,
  { willBeMade: count, leftOut, groups, unused }: Outlook,
): Promise<ImportView> {
  const { t } = visit;
  const text = t(state.isInvited ? 'import.willInvite' : 'import.willCreate', { count });
  const go = count > 0 && choiceButton('step', 'import', t('import.start', { count }), 'first');
  const ignored = unused.length > 0 && html`<p class="quiet">${t('import.unused', { columns: unused.join(', ') })}</p>`;
  const content = html`<div class="buttons">${go}${choiceButton('step', 'columns', t('import.back'))}</div>`;
  const body = html`${panel(
    t('import.checked'),
    html`<p role="status">${text} ${t('import.leftOut', { count: leftOut.length })}</p>${ignored}${groupsText(visit, groups)}${await stepForm(visit, state, content)}`,
  )}
${leftOut.length > 0 && panel(t('import.leftOutTitle'), html`${leftOutTable(visit, leftOut)}`)}`;
  return { body };
}

function groupsText({ t }: ConsoleVisit, groups: readonly FileGroup[]): readonly (Markup | false)[] {
  const fateOf = ({ id, isLeftOut }: FileGroup) => (isLeftOut ? 'leftOut' : id === undefined ? 'made' : 'joined');
  return (['joined', 'made', 'leftOut'] as const).map((fate) => {
    const names = groups.filter((group) => fateOf(group) === fate).map(({ name }) => name.slice(0, 80));
    return names.length > 0 && html`<p>${t(`import.groups.${fate}`, { groups: names.join(', ') })}</p>`;
  });
}
