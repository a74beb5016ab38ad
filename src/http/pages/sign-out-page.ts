import { formOf, submit } from './fields.ts';
import { formTarget } from './form-targets.ts';
import { html } from './markup.ts';
import type { Page } from './page.ts';
import { pageUrl, personName } from './visit.ts';

/** `{prefix}/web/logout`: asks first, because any page on the web can send a browser here. */
export const signOutPage: Page = {
  path: 'logout',
  show: async (visit, { logouts }) => {
    const { t, user, query } = visit;
    if (!user) return { location: pageUrl(visit, 'signed-out') };
    const { application, redirectTo } = await logouts.find(query);
    const body = html`${application && html`<p>${t('signOut.by', { application: application.name })}</p>`}
<p>${t('signOut.question', { user: personName(user) })}</p>
${formOf(
  visit,
  html`<div class="buttons">${submit(t('signOut.submit'))}
<a class="button" href="${pageUrl(visit, 'account')}">${t('signOut.stay')}</a></div>`,
)}`;
    const target = redirectTo === undefined ? undefined : formTarget(redirectTo);
    return { title: t('signOut.title'), body, formTargets: target === undefined ? [] : [target] };
  },
  submit: async (visit, { logouts }) => {
    const { request, response, query } = visit;
    const leaveTo = await logouts.finish(request, response, query);
    return leaveTo === undefined ? { location: pageUrl(visit, 'signed-out') } : { leaveTo };
  },
};

export const signedOutPage: Page = {
  path: 'signed-out',
  show: async (visit) => ({
    title: visit.t('signedOut.title'),
    body: html`<p>${visit.t('signedOut.text')}</p>
<p><a class="button" href="${pageUrl(visit, 'login')}">${visit.t('signedOut.again')}</a></p>`,
  }),
};
