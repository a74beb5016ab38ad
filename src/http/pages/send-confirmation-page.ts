import { byPerson } from '../../directory/cause.ts';
import { requestConfirmation } from '../../password/email-confirmation.ts';
import { html } from './markup.ts';
import { badNote } from './notice.ts';
import type { Page } from './page.ts';
import { type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { contextOf, signInUrl, wayBackOf } from './way-back.ts';

/** How long a proved password is good for asking for the link. */
export const unconfirmedSeconds = 15 * 60;

/**
 * `{prefix}/web/send-confirmation`: sends the link to confirm an address again, to a person who has given the right
 * password on the sign-in page. Anyone who has not, or too long ago, goes there first.
 */
export const sendConfirmationPage: Page = {
  path: 'send-confirmation',
  owner: async ({ request, query }, { unconfirmed, store }) => {
    const user = unconfirmed.read(request, query.get('ticket'));
    return user && (await store.users.find(user));
  },
  show: async (visit) => (visit.owner && visit.query.has('sent') ? told(visit) : { location: signInUrl(visit) }),
  submit: async (visit, tools) => {
    const { owner, query } = visit;
    if (!owner) return { location: signInUrl(visit) };
    const request = { user: owner, cause: byPerson('owner', visit), wayBack: wayBackOf(visit, tools) };
    const sent = await requestConfirmation(tools, request);
    if (sent === 'needless') return { location: signInUrl(visit, owner) };
    const ticket = query.get('ticket') ?? undefined;
    return { location: pageUrl(visit, 'send-confirmation', { ...contextOf(visit), sent, ticket }) };
  },
};

function told(visit: Visit): PageAnswer {
  const { t, query, owner } = visit;
  const isTooMany = query.get('sent') === 'tooMany';
  const body = html`${
    isTooMany
      ? badNote(t('confirmation.tooMany'))
      : html`<p role="status">${t('confirmation.sent', { email: owner?.email ?? '' })}</p>`
  }
<p class="quiet">${t('forgotten.again')}</p>
<p><a href="${signInUrl(visit, { userName: owner?.userName })}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('forgotten.sentTitle'), body };
}
