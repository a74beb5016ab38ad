import { accountLine, switchAccount } from './account-line.ts';
import { askingApplication } from './asking-application.ts';
import { choiceButton, formOf } from './fields.ts';
import { html } from './markup.ts';
import { memberPage } from './page.ts';
import type { PageAnswer, Visit } from './visit.ts';

/** `{prefix}/web/consent`: may the application use the account of the person who is signed in? */
export const consentPage = memberPage({
  path: 'consent',
  show: async (visit) => {
    const { t, interaction } = visit;
    if (interaction?.kind !== 'consent') return elsewhere(visit);
    const { application, isRemembered } = interaction;
    const question = t('consent.question', { application: application.name });
    const body = html`${askingApplication(visit, { ...interaction, question })}
${accountLine(visit)}
${formOf(
  visit,
  html`<div class="buttons">
${choiceButton('decision', 'allow', t('consent.allow'), 'first')}
${choiceButton('decision', 'deny', t('consent.deny'))}
</div>`,
)}
${isRemembered && html`<p class="small quiet">${t('consent.note')}</p>`}`;
    return { title: t('consent.title'), body };
  },
  submit: async (visit, tools) => {
    const { request, returnUrl, form } = visit;
    const { interactions } = tools;
    if (form.get('decision') === 'switch') return await switchAccount(visit, tools, returnUrl);
    const decide = form.get('decision') === 'allow' ? interactions.allow : interactions.deny;
    const location = visit.interaction && (await decide(request, returnUrl, visit));
    return location === undefined ? elsewhere(visit) : { location };
  },
});

/** A request that began in another browser, or too long ago, begins anew; of anything else, nothing is known. */
const elsewhere = (visit: Visit): PageAnswer =>
  visit.about && visit.returnUrl ? { location: visit.returnUrl } : gone(visit);

function gone({ t }: Visit): PageAnswer {
  return { title: t('error.title'), body: html`<p>${t('consent.gone')}</p>`, status: 400 };
}
