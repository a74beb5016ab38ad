import { choiceButton, formOf } from './fields.ts';
import { redirectOrigins } from './form-targets.ts';
import { html, type Markup } from './markup.ts';
import { memberPage } from './page.ts';
import { scopeWords } from './scope-words.ts';
import { type Answer, personName, type Visit } from './visit.ts';

/** `{prefix}/web/consent`: may the application use the account of the person who is signed in? */
export const consentPage = memberPage({
  path: 'consent',
  show: async (visit, tools) => {
    const { t, interaction, user } = visit;
    if (interaction?.kind !== 'consent') return gone(visit);
    const { application, scopes } = interaction;
    const body = html`<p>${t('consent.question', { application: application.name })}</p>
${abilities(visit, scopes)}
<p class="small quiet">${t('consent.signedInAs', { user: personName(user) })} ${t('consent.note')}</p>
${formOf(
  visit,
  html`<div class="buttons">
${choiceButton('decision', 'allow', t('consent.allow'), 'first')}
${choiceButton('decision', 'deny', t('consent.deny'))}
</div>`,
)}`;
    return { title: t('consent.title'), body, formTargets: await redirectOrigins(tools, application.id) };
  },
  submit: async (visit, { interactions }) => {
    const { request, returnUrl, form } = visit;
    const decide = form.get('decision') === 'allow' ? interactions.allow : interactions.deny;
    const location = visit.interaction && (await decide(request, returnUrl, visit));
    return location === undefined ? gone(visit) : { location };
  },
});

/** What is asked for, each ability once. */
export function abilities({ t }: Visit, scopes: readonly string[]): Markup {
  const words = new Set(scopes.map((scope) => scopeWords(t, scope)));
  return html`<div class="stack tight">
<p class="legend">${t('consent.willBeAble')}</p>
<ul class="abilities">${[...words].map((text) => html`<li>${text}</li>`)}</ul>
</div>`;
}

function gone({ t }: Visit): Answer {
  return { title: t('error.title'), body: html`<p>${t('consent.gone')}</p>`, status: 400 };
}
