import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { describeAgent } from '../../directory/user-agent.ts';
import type { BrowserSession } from '../../token/browser/session.ts';
import { confirmation } from './confirm.ts';
import { relativeTime } from './date-time.ts';
import { type IconName, icon } from './icons.ts';
import { html, type Markup } from './markup.ts';
import { endedCount, type Left, leftList } from './notice.ts';
import { memberPage, type PageTools } from './page.ts';
import { type MemberVisit, type PageAnswer, pageUrl, type Visit } from './visit.ts';

/** `{prefix}/web/sessions`: where the person is signed in, to end one or all. Both are asked about first. */
export const sessionsPage = memberPage({
  path: 'sessions',
  show: async (visit, tools) => {
    const { t, user, query } = visit;
    const list = await tools.sessions.list(user);
    if (query.get('end') === 'everywhere') return await endsEverywhere(visit, tools);
    const asked = list.find(({ id }) => id === query.get('end'));
    if (asked) return endsOne(visit, asked);
    const body = html`<section class="panel">
<p class="quiet">${t('sessions.text')}</p>
<ul class="things">${list.map((session) => row(visit, session))}</ul>
</section>
<section class="panel">
<h2>${t('sessions.everywhere')}</h2>
<p class="quiet">${t('sessions.everywhereText')}</p>
<div class="buttons"><a class="button grave" href="${pageUrl(visit, 'sessions', { end: 'everywhere' })}">${t('sessions.everywhere')}</a></div>
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

function endsOne(visit: MemberVisit, session: BrowserSession): PageAnswer {
  const { t } = visit;
  return confirmation(visit, {
    ...{ page: 'sessions', menu: 'sessions', fields: { session: session.id }, action: t('sessions.end') },
    title: t('sessions.endQuestion', { session: sessionName(visit, session) }),
    text: html`<p>${t('sessions.endText')}</p>${facts(visit, session)}`,
  });
}

async function endsEverywhere(visit: MemberVisit, { store }: PageTools): Promise<PageAnswer> {
  const { t, user } = visit;
  const left = await leftOf(store, user, visit.now);
  return confirmation(visit, {
    ...{ page: 'sessions', menu: 'sessions', fields: { everywhere: 'yes' }, action: t('sessions.everywhere') },
    title: t('sessions.everywhereQuestion'),
    text: html`<p>${t('sessions.everywhereText')}</p><div class="stays">${leftList(t, left)}</div>`,
  });
}

/** A session that was used within these minutes is in use, as far as anybody can tell. */
const activeMs = 5 * 60_000;

function row(visit: MemberVisit, session: BrowserSession): Markup {
  const { t, now } = visit;
  const name = sessionName(visit, session);
  const isThis = session.id === visit.session.id;
  const isActive = isThis || now - session.lastSeenAt < activeMs;
  const badge = t(isThis ? 'sessions.this' : 'sessions.activeNow');
  return html`<li class="thing">${icon(deviceOf(session))}<div class="stack tight">
<p><strong>${name}</strong> ${isActive && html`<span class="badge">${badge}</span>`}</p>
${facts(visit, session, isActive)}
</div>
${
  !isThis &&
  html`<a class="button" href="${pageUrl(visit, 'sessions', { end: session.id })}" aria-label="${t('sessions.endOne', { session: name })}">${t('sessions.end')}</a>`
}</li>`;
}

function facts(visit: Visit, session: BrowserSession, isActive = false): Markup {
  const { t } = visit;
  const known: readonly (readonly [string, Markup | string])[] = [
    ...(isActive ? [] : [[t('sessions.lastSeen'), relativeTime(visit, session.lastSeenAt)] as const]),
    [t('sessions.signedIn'), relativeTime(visit, session.signedInAt)],
    [t('sessions.endsAt'), relativeTime(visit, session.endsAt)],
    [t('sessions.address'), session.clientIp ?? '–'],
  ];
  return html`<dl class="facts inline">${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function sessionName({ t }: Visit, { userAgent }: BrowserSession): string {
  const { browser, system } = describeAgent(userAgent ?? '');
  if (browser === undefined) return t('sessions.unknown');
  return system === undefined ? browser : t('sessions.on', { browser, system });
}

function deviceOf({ userAgent }: BrowserSession): IconName {
  const { system } = describeAgent(userAgent ?? '');
  if (system === undefined) return 'globe';
  if (system === 'iPad') return 'tablet';
  if (system === 'Android') return /\bMobile\b/.test(userAgent ?? '') ? 'phone' : 'tablet';
  return system === 'iPhone' ? 'phone' : 'desktop';
}
