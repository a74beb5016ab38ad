import type { ConnectedApplication } from '../../token/browser/connected-applications.ts';
import { confirmation } from './confirm.ts';
import { relativeTime } from './date-time.ts';
import { html, type Markup } from './markup.ts';
import { memberPage } from './page.ts';
import { abilitiesOf } from './scope-words.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from './visit.ts';

/** `{prefix}/web/applications`: what the person has allowed to which application, to take it away. */
export const applicationsPage = memberPage({
  path: 'applications',
  show: async (visit, { connectedApplications }) => {
    const { t, user, query } = visit;
    const list = await connectedApplications.list(user);
    const asked = list.find(({ application }) => application.id === query.get('remove'));
    if (asked) return removes(visit, asked);
    const body = html`<section class="panel">
<p class="quiet">${t('applications.text')}</p>
${list.length === 0 ? html`<p>${t('applications.none')}</p>` : html`<ul class="things">${list.map((connection) => row(visit, connection))}</ul>`}
</section>`;
    return { title: t('applications.title'), body, menu: 'applications' };
  },
  submit: async (visit, { connectedApplications, notices }) => {
    const { user, form, response } = visit;
    const wasThere = await connectedApplications.remove(user, form.get('application') ?? '', visit);
    notices.put(response, { kind: wasThere ? 'accessRemoved' : 'accessGone' });
    return { location: pageUrl(visit, 'applications') };
  },
});

function removes(visit: MemberVisit, { application }: ConnectedApplication): PageAnswer {
  const { t } = visit;
  return confirmation(visit, {
    ...{ page: 'applications', menu: 'applications', fields: { application: application.id } },
    title: t('applications.removeQuestion', { application: application.name }),
    text: t('applications.removeText'),
    action: t('applications.remove'),
  });
}

function row(visit: MemberVisit, { application, scopes, allowedAt, lastUsedAt }: ConnectedApplication): Markup {
  const { t } = visit;
  const facts = [
    [t('applications.allowed'), allowedAt],
    [t('applications.lastUsed'), lastUsedAt],
  ] as const;
  return html`<li class="thing"><div class="stack tight">
<p><strong>${application.name}</strong></p>
<div><p class="small quiet">${t('applications.may')}</p>
<ul class="abilities">${abilitiesOf(t, scopes).map((text) => html`<li>${text}</li>`)}</ul></div>
<dl class="facts inline">${facts.map(
    ([term, time]) => time !== null && html`<div><dt>${term}</dt><dd>${relativeTime(visit, time)}</dd></div>`,
  )}</dl>
</div>
<a class="button" href="${pageUrl(visit, 'applications', { remove: application.id })}" aria-label="${t('applications.removeOne', { application: application.name })}">${t('applications.remove')}</a></li>`;
}
