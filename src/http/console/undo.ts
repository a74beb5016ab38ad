import { formOf, submit } from '../pages/fields.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { UndoForm } from '../pages/notice.ts';
import type { ConsoleVisit } from './page.ts';
import { undoField } from './undo-field.ts';

/**
 * The button that takes something back: it sends the form of the page that did it, with what was there before. So it can do
 * no more than that page, asks the same operations, and is in the audit log like any other change.
 */
export function undoButton(visit: ConsoleVisit, { action, fields }: UndoForm): Markup {
  const { formStamp: _, ...others } = visit;
  const hidden = fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const isRedo = fields.some(([name, value]) => name === undoField && value === 'redo');
  const button = submit(visit.t(isRedo ? 'console.redo' : 'console.undo'), 'plain');
  return formOf(others, html`${hidden}<div class="buttons">${button}</div>`, { action });
}
