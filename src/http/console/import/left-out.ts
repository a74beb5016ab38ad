import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { table } from '../table.ts';
import type { LeftOut } from './state.ts';

/** Rows that are shown; of the others, there is a number. */
const mostShown = 500;

/** The rows of which nobody is made, each with its reason. */
export function leftOutTable(visit: ConsoleVisit, leftOut: readonly LeftOut[]): Markup | false {
  const { t } = visit;
  const columns = [
    { label: t('import.line'), cell: ({ line }: LeftOut) => line },
    { label: t('import.who'), cell: ({ who }: LeftOut) => who },
    { label: t('import.why'), cell: ({ why }: LeftOut) => why },
  ];
  const more = leftOut.length > mostShown && html`<p>${t('import.more', { count: leftOut.length - mostShown })}</p>`;
  const rows = leftOut.slice(0, mostShown);
  return leftOut.length > 0 && html`${table(visit, { caption: t('import.leftOutTitle'), columns, rows })}${more}`;
}
