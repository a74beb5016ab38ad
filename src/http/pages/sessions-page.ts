import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { describeAgent } from '../../directory/user-agent.ts';
import type { BrowserSession } from '../../token/browser/session.ts';
import { dateTime } from './date-time.ts';
import { formOf, submit } from './fields.ts';
import { html, type Markup } from './markup.ts';
import { endedCount, type Left, leftList } from './notice.ts';
import { memberPage } from './page.ts';
import { type MemberVisit, pageUrl, type Visit } from './visit.ts';

/** `{prefix}/web/sessions`: where the person is signed in, to end one or all. */
export const sessionsPage = memberPage({
  path: 'sessions',
  show: async (visit, { sessions, store }) => {
    const { t, user } = visit;
    const list = await sessions.list(user);
    const body = html`<section class="panel">
<p class="quiet">${t('sessions.text')}</p>
<ul class="things">${list.map((session) => row(visit, session))}</ul>
</section>
<section class="panel">
<h2>${t('sessions.everywhere')}</h2>
<p>${t('sessions.everywhereText')}</p>
<div class="stays">${leftList(t, await leftOf(store, user, visit.now))}</div>
${formOf(visit, html`<input type="hidden" name="everywhere" value="yes"><div class="buttons">${submit(t('sessions.everywhere'), 'grave')}</div>`)}
</section>`;
    return { title: t('sessions.title'), body, menu: 'sessions' };
  },
  submit: async (visit, { sessions, notices, store }) => {
    const { user, form, response } = visit;
    if (form.get('everywhere') === 'yes') {
      const ended = await sessions.endAll(user, visit);
      const left = await leftOf(store, user, visit.now);
      notices.put(response, { kind: 'signedOutEverywhere', ended: endedCount(ended, 0), left });
      return { location: pageUrl(visit, 'login') };
    }
    await sessions.endOne(user, form.get('session') ?? '', visit);
    notices.put(response, { kind: 'sessionEnded' });
    return { location: pageUrl(visit, 'sessions') };
  },
});

async function leftOf({ personalAccessTokens, consents }: Store, user: User, now: number): Promise<Left> {
  const given = await consents.list(user);
  return { tokens: await personalAccessTokens.countLiving(user, now), consents: given.length };
}

function row(visit: MemberVisit, session: BrowserSession): Markup {
  const { t } = visit;
  const name = sessionName(visit, session);
  const facts: readonly (readonly [string, Markup | string])[] = [
    [t('sessions.signedIn'), dateTime(visit, session.signedInAt)],
    [t('sessions.lastSeen'), dateTime(visit, session.lastSeenAt)],
    [t('sessions.endsAt'), dateTime(visit, session.endsAt)],
    [t('sessions.address'), session.clientIp ?? '–'],
  ];
  const isThis = session.id === visit.session.id;
  return html`<li class="thing"><div class="stack tight">
<p><strong>${name}</strong> ${isThis && html`<span class="badge">${t('sessions.this')}</span>`}</p>
<dl class="facts inline">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</div>
${!isThis && endButton(visit, session, name)}</li>`;
}

function sessionName({ t }: Visit, { userAgent }: BrowserSession): string {
  const { browser, system } = describeAgent(userAgent ?? '');
  if (browser === undefined) return t('sessions.unknown');
  return system === undefined ? browser : t('sessions.on', { browser, system });
}

const endButton = (visit: MemberVisit, { id }: BrowserSession, name: string): Markup =>
  formOf(
    visit,
    html`<input type="hidden" name="session" value="${id}">
<button class="button" type="submit" aria-label="${visit.t('sessions.endOne', { session: name })}">${visit.t('sessions.end')}</button>`,
  );
