import { formOf } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';
import { type ImportState, packed } from './state.ts';

/** A form that goes on from a state. Its buttons say with `step` where to. */
export async function stepForm(visit: ConsoleVisit, state: ImportState, content: Markup): Promise<Markup> {
  return formOf(visit, html`<input type="hidden" name="state" value="${await packed(state)}">${content}`);
}
