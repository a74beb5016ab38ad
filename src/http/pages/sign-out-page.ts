import type { Logouts } from '../../token/browser/logout.ts';
import { formOf, submit } from './fields.ts';
import { html } from './markup.ts';
import type { Page } from './page.ts';
import { type PageAnswer, pageUrl, personName, type Visit } from './visit.ts';
import { signInUrl } from './way-back.ts';

/** `{prefix}/web/logout`: asks first, because any page on the web can send a browser here. */
export const signOutPage: Page = {
  path: 'logout',
  show: async (visit, { logouts }) => {
    const { t, user, query } = visit;
    if (!user) return await finish(visit, logouts); // Done in another tab.
    const { application } = await logouts.find(query);
    const body = html`${application && html`<p>${t('signOut.by', { application: application.name })}</p>`}
<p>${t('signOut.question', { user: personName(user) })}</p>
${formOf(
  visit,
  html`<div class="buttons">${submit(t('signOut.submit'))}
<a class="button" href="${pageUrl(visit, 'account')}">${t('signOut.stay')}</a></div>`,
)}`;
    return { title: t('signOut.title'), body };
  },
  submit: (visit, { logouts }) => finish(visit, logouts),
};

async function finish(visit: Visit, logouts: Logouts): Promise<PageAnswer> {
  const { request, response, query } = visit;
  const leaveTo = await logouts.finish(request, response, query);
  return leaveTo === undefined ? { location: pageUrl(visit, 'signed-out') } : { leaveTo };
}

/** `{prefix}/web/signed-out`. Whoever comes back to it and has signed in since is not told so: they might leave the browser to others. */
export const signedOutPage: Page = {
  path: 'signed-out',
  show: async (visit) => {
    const { t, user } = visit;
    if (user) return { location: pageUrl(visit, 'logout') };
    const body = html`<p>${t('signedOut.text')}</p>
<p><a class="button" href="${signInUrl(visit)}">${t('signedOut.again')}</a></p>`;
    return { title: t('signedOut.title'), body };
  },
};
