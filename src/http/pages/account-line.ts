import type { OwnPath } from '../../directory/own-path.ts';
import { choiceButton, formOf } from './fields.ts';
import { html, type Markup } from './markup.ts';
import type { PageTools } from './page.ts';
import { type MemberVisit, type PageAnswer, personName } from './visit.ts';
import { signInUrl } from './way-back.ts';

/** With whose account something is allowed, and a way on for everybody else who sits at this browser. */
export const accountLine = (visit: MemberVisit, action?: OwnPath): Markup => html`<div class="account-line small">
<p class="quiet">${visit.t('consent.signedInAs', { user: personName(visit.user) })}</p>
${formOf(visit, choiceButton('decision', 'switch', visit.t('consent.notYou'), 'link'), { action })}
</div>`;

/** Signs the person out of this browser, and leads through the sign-in back to what is asked. */
export async function switchAccount(
  visit: MemberVisit,
  { sessions }: PageTools,
  returnUrl: OwnPath | undefined,
): Promise<PageAnswer> {
  await sessions.end(visit.request, visit.response);
  return { location: signInUrl({ ...visit, returnUrl }) };
}
