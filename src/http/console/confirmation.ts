import type { OwnPath } from '../../directory/own-path.ts';
import { type Faults, faultOf, formOf, submit, submitOrCancel } from '../pages/fields.ts';
import { html, type Markup } from '../pages/markup.ts';
import type { ConsoleShown, ConsoleVisit } from './page.ts';

interface Question {
  /** Names the object: *Delete Harry Potter?* */
  readonly title: string;
  /** What will be gone, and what stays. */
  readonly text: Markup | string;
  /** On the button: the verb and the object. */
  readonly button: string;
  /** Where nothing happens. */
  readonly back: OwnPath;
  readonly trail?: ConsoleShown['trail'];
  /** Further fields. */
  readonly fields?: Markup | readonly Markup[];
  readonly faults?: Faults;
  /** Of what can be undone, the button does not look like danger. */
  readonly isHarmless?: true;
}

/** The page that asks before something that cannot be undone. Its form is sent to its own address. */
export function confirmation(visit: ConsoleVisit, question: Question): ConsoleShown {
  const { title, text, button, back, trail = [], fields, faults = {}, isHarmless } = question;
  const body = html`<section class="panel narrow">
<div class="stack tight">${typeof text === 'string' ? html`<p>${text}</p>` : text}</div>
${formOf(
  visit,
  html`${faultOf('', faults)}${fields}
${submitOrCancel(visit.t, submit(button, isHarmless ? 'first' : 'grave'), back)}`,
)}
</section>`;
  return { title, body, trail, isRefused: Object.keys(faults).length > 0 };
}
