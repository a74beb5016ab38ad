import type { ConnectedApplication } from '../../token/browser/connected-applications.ts';
import { dateTime } from './date-time.ts';
import { formOf } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { memberPage } from './page.ts';
import { abilitiesOf } from './scope-words.ts';
import { type MemberVisit, pageUrl } from './visit.ts';

/** `{prefix}/web/applications`: what the person has allowed to which application, to take it away. */
export const applicationsPage = memberPage({
  path: 'applications',
  show: async (visit, { connectedApplications }) => {
    const { t, user } = visit;
    const list = await connectedApplications.list(user);
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
    ([term, time]) => time !== null && html`<div><dt>${term}</dt><dd>${dateTime(visit, time)}</dd></div>`,
  )}</dl>
</div>
${formOf(
  visit,
  html`<input type="hidden" name="application" value="${application.id}">
<button class="button grave" type="submit" aria-label="${t('applications.removeOne', { application: application.name })}">${t('applications.remove')}</button>`,
)}</li>`;
}
