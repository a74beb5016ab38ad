import { html, type Markup } from '../pages/markup.ts';
import { typed } from './form-values.ts';
import { countText, type ListState, sortedBy } from './list.ts';
import { type ConsoleVisit, changed } from './page.ts';

type Cell = Markup | string | number | null | undefined | false;

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => Cell;
  /** What the operation calls this order, where it knows it. */
  readonly sortBy?: string;
  readonly isNumber?: true;
}

interface TableOptions<Row> {
  /** What the table is, for those who hear it. */
  readonly caption: string;
  /** The first names the row, and links to it. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly list?: ListState;
  /** A box before each row, for `selection`. */
  readonly select?: { readonly value: (row: Row) => string; readonly label: (row: Row) => string };
}

/** A table; on a narrow screen each row is a card. The roles stay what they are when it is not laid out as a table. */
export function table<Row>(visit: ConsoleVisit, { caption, columns, rows, list, select }: TableOptions<Row>): Markup {
  const heads = columns.map((column) => head(visit, column, list));
  const isAll = visit.query.get('all') === 'yes';
  // In a form that was refused, or after a sign-in in between: also where all were ticked first, and then some were not.
  const ticked = new Set(select && typed(visit).getAll('id'));
  const isTicked = (value: string) => (ticked.size > 0 ? ticked.has(value) : isAll);
  const box = (row: Row) =>
    select &&
    html`<td role="cell" class="pick"><input type="checkbox" name="id" value="${select.value(row)}" aria-label="${select.label(row)}"${isTicked(select.value(row)) && html` checked`}></td>`;
  return html`<table role="table" class="table">
<caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row">${select && html`<td role="cell" class="pick">${allOrNone(visit, isAll)}</td>`}${heads}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${box(row)}${columns.map((column, index) => cell(column, row, index))}</tr>`)}</tbody>
</table>`;
}

function head<Row>(visit: ConsoleVisit, { label, sortBy, isNumber }: Column<Row>, list?: ListState): Markup {
  const className = isNumber && html` class="number"`;
  if (!sortBy || !list) return html`<th role="columnheader" scope="col"${className}>${label}</th>`;
  const isSorted = list.sortBy === sortBy;
  const order = isSorted && html` aria-sort="${list.descending ? 'descending' : 'ascending'}"`;
  return html`<th role="columnheader" scope="col"${className}${order}><a href="${sortedBy(visit, list, sortBy)}" hx-get="${sortedBy(visit, list, sortBy)}" hx-target="#results" hx-select="#results" hx-swap="outerHTML" hx-push-url="true">${label}</a></th>`;
}

function cell<Row>(column: Column<Row>, row: Row, index: number): Markup {
  const content = column.cell(row);
  const isEmpty = content === null || content === undefined || content === false || content === '';
  const className = column.isNumber ? html` class="number"` : isEmpty && html` class="nothing"`;
  if (index === 0) return html`<th role="rowheader" scope="row">${content}</th>`;
  return html`<td role="cell" data-label="${column.label}"${className}>${isEmpty ? '–' : content}</td>`;
}

/** Without scripts, too: the page again with every box checked. */
function allOrNone(visit: ConsoleVisit, isAll: boolean): Markup {
  const text = visit.t(isAll ? 'console.selectNone' : 'console.selectAll');
  const url = changed(visit, { all: isAll ? undefined : 'yes', id: undefined });
  return html`<a class="small" href="${url}" hx-get="${url}" hx-target="#results" hx-select="#results" hx-swap="outerHTML">${text}</a>`;
}

/**
 * Which rows of how many are shown, and the ways to the others.
 *
 * @param isBounded whether they were counted as far as `mostCounted` alone.
 */
export function paging(
  visit: ConsoleVisit,
  { page, size }: ListState,
  totalCount: number,
  { isBounded = false }: { readonly isBounded?: boolean } = {},
): Markup {
  const { t, language } = visit;
  const number = new Intl.NumberFormat(language);
  const [first, last] = [(page - 1) * size + 1, Math.min(page * size, totalCount)];
  // A visitor of the last page is behind the end when what was on it has gone.
  const before = Math.min(page - 1, Math.max(1, Math.ceil(totalCount / size)));
  const range = {
    first: number.format(first),
    last: number.format(last),
    total: isBounded ? countText(visit, totalCount) : number.format(totalCount),
  };
  return html`<nav class="paging small" aria-label="${t('console.pages')}">
<p role="status">${first > totalCount ? t('console.noneFound') : t('console.range', range)}</p>
${page > 1 && step(visit, before, t('console.previous'), 'prev')}${last < totalCount && step(visit, page + 1, t('console.next'), 'next')}
</nav>`;
}

function step(visit: ConsoleVisit, page: number, text: string, rel: 'prev' | 'next'): Markup {
  const url = changed(visit, { page: page === 1 ? undefined : page, all: undefined, id: undefined });
  return html`<a class="button" rel="${rel}" href="${url}" hx-get="${url}" hx-target="#results" hx-select="#results" hx-swap="outerHTML show:top" hx-push-url="true">${text}</a>`;
}
