import { choiceButton, formOf } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { memberPage } from './page.ts';
import { abilitiesOf, isFarReaching, isOfApi } from './scope-words.ts';
import { type PageAnswer, personName, type Visit } from './visit.ts';

/** `{prefix}/web/consent`: may the application use the account of the person who is signed in? */
export const consentPage = memberPage({
  path: 'consent',
  show: async (visit) => {
    const { t, interaction, user } = visit;
    if (interaction?.kind !== 'consent') return elsewhere(visit);
    const { application, scopes, isRemembered } = interaction;
    const body = html`<p>${t('consent.question', { application: application.name })}</p>
${abilities(visit, application.name, scopes)}
<p class="small quiet">${t('consent.signedInAs', { user: personName(user) })} ${isRemembered && t('consent.note')}</p>
${formOf(
  visit,
  html`<div class="buttons">
${choiceButton('decision', 'allow', t('consent.allow'), 'first')}
${choiceButton('decision', 'deny', t('consent.deny'))}
</div>`,
)}`;
    return { title: t('consent.title'), body };
  },
  submit: async (visit, { interactions }) => {
    const { request, returnUrl, form } = visit;
    const decide = form.get('decision') === 'allow' ? interactions.allow : interactions.deny;
    const location = visit.interaction && (await decide(request, returnUrl, visit));
    return location === undefined ? elsewhere(visit) : { location };
  },
});

/** A request that began in another browser, or too long ago, begins anew; of anything else, nothing is known. */
const elsewhere = (visit: Visit): PageAnswer =>
  visit.about && visit.returnUrl ? { location: visit.returnUrl } : gone(visit);

/** What the application asks for, and how far that goes. */
export function abilities({ t }: Visit, application: string, scopes: readonly string[]): Markup {
  return html`<div class="stack tight">
<p class="legend">${t('consent.willBeAble')}</p>
<ul class="abilities">${abilitiesOf(t, scopes).map((text) => html`<li>${text}</li>`)}</ul>
${scopes.some(isOfApi) && html`<p class="small quiet">${t('consent.asOnlyYou')}</p>`}
</div>
${isFarReaching(scopes) && html`<div class="note bad"><p>${t('consent.farReaching', { application })}</p></div>`}`;
}

function gone({ t }: Visit): PageAnswer {
  return { title: t('error.title'), body: html`<p>${t('consent.gone')}</p>`, status: 400 };
}
