import { formOf, submit, submitOrCancel } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { type MemberVisit, type MenuItem, pageUrl, type ShownPage } from './visit.ts';

interface Question {
  /** Names what would end. */
  readonly title: string;
  readonly text: Markup | string;
  /** What the form says when the person means it. */
  readonly fields: Readonly<Record<string, string>>;
  readonly action: string;
  /** The page that asked, to which the person goes back. */
  readonly page: string;
  readonly menu: MenuItem;
}

/** The page that asks before something ends that cannot be brought back. */
export function confirmation(visit: MemberVisit, { title, text, fields, action, page, menu }: Question): ShownPage {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = html`<section class="panel narrow">
${text instanceof Object ? text : html`<p>${text}</p>`}
${formOf(visit, html`${hidden}${submitOrCancel(visit.t, submit(action, 'grave'), pageUrl(visit, page))}`)}
</section>`;
  return { title, body, menu };
}
