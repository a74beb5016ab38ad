import { describeAgent } from '../../../directory/user-agent.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { UserSessionDto } from '../../api/user-session.ts';
import { dateTime } from '../../pages/date-time.ts';
import { choiceButton, type Faults, faultOf, formOf, noFaults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import type { Said } from '../../pages/notice.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, done } from '../page.ts';
import { badge, facts, panel } from '../panels.ts';
import { loadWithoutPassword } from '../people/columns.ts';
import { isLocked, type Lockout, loadLockout, loadPerson, nameOf, type Person } from './data.ts';
import { endedSaid } from './ended.ts';
import { factorPanel, loadFactors } from './factor-panel.ts';
import { personShown, personUrl } from './frame.ts';
import { passwordPanel } from './password-panel.ts';

type Session = Wire<typeof UserSessionDto>;

/** `{prefix}/web/admin/people/{id}/sign-in`: the password, second factors, who is refused, and where the person is signed in. */
export const signInPage: ConsolePage = {
  path: 'people/{id}/sign-in',
  area: 'people',
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const person = await loadPerson(visit);
        const said = await change(visit, person);
        return said ? done(visit, tools, personUrl(visit, person, '/sign-in'), said) : await page(visit, noFaults);
      },
      (faults) => page(visit, faults),
    ),
};

/** Undefined when the form asks for nothing that there is. */
async function change(visit: ConsoleVisit, person: Person): Promise<readonly Said[] | undefined> {
  const [what, id = ''] = (visit.form.get('do') ?? '').split(' ');
  const values = { name: nameOf(person) };
  const parameters = { userId: person.id };
  const headers = new Map<string, string>();
  switch (what) {
    case 'unlock':
      await visit.call('User_LiftLockout', { parameters });
      return [{ key: 'person.done.unlock', values }];
    case 'end':
      await visit.call('User_EndSession', { parameters: { ...parameters, sessionId: id } });
      return [{ key: 'person.done.endSession', values }];
    case 'endAll':
      await visit.call('User_EndSessions', { parameters, headers });
      return [{ key: 'person.done.endSessions', values }, ...endedSaid(headers)];
    case 'require':
      await visit.call('User_RequireFactor', { parameters });
      return [{ key: 'factors.done.require', values }];
    case 'unrequire':
      await visit.call('User_UnrequireFactor', { parameters });
      return [{ key: 'factors.done.unrequire', values }];
    default:
      return undefined;
  }
}

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const person = await loadPerson(visit);
  const parameters = { userId: person.id };
  const lockout = await loadLockout(visit, person);
  const sessions = await visit.call<readonly Session[]>('User_GetSessions', { parameters });
  const withoutPassword = await loadWithoutPassword(visit, [person]);
  const body = html`${faultOf('', faults)}
${person.type === 'user' && passwordPanel(visit, person, withoutPassword)}
${person.type === 'user' && factorPanel(visit, person, await loadFactors(visit, person))}
${lockPanel(visit, lockout)}
${sessionsPanel(visit, sessions)}`;
  return await personShown(visit, person, { tab: 'signIn', body, isRefused: faults !== noFaults }, lockout);
}

function lockPanel(visit: ConsoleVisit, lockout: Lockout): Markup {
  const { t } = visit;
  const { strangers, lockedSources } = lockout;
  const until = (time: string) => dateTime(visit, Date.parse(time));
  const sources = lockedSources.map(
    ({ kind, network, refused, lockedUntil }) =>
      html`<li>${t('person.lockedSource', { kind: t(sourceTexts[kind] ?? 'person.source.other'), network, refused })} ${t('person.until')} ${until(lockedUntil)}</li>`,
  );
  const ofStrangers =
    strangers.lockedUntil !== null &&
    html`<li>${t('person.lockedStrangers', { count: strangers.wrongPasswords })} ${t('person.until')} ${until(strangers.lockedUntil)}</li>`;
  const attempts = { count: strangers.wrongPasswords, limit: strangers.limit };
  if (!isLocked(lockout))
    return panel(
      t('person.lock'),
      html`<p>${t('person.notLocked')} ${strangers.wrongPasswords > 0 && t('person.wrongPasswords', attempts)}</p>`,
    );
  const lift = formOf(
    visit,
    html`<div class="buttons">${choiceButton('do', 'unlock', t('person.unlock'), 'first')}</div>`,
  );
  return panel(
    t('person.lock'),
    html`<p>${badge(t('person.locked'), 'warn')}</p><ul class="stack tight plain">${sources}${ofStrangers}</ul>${lift}`,
  );
}

const sourceTexts: Readonly<
  Record<
    string,
    `person.source.${'device' | 'owner' | 'administrator' | 'application' | 'link' | 'network' | 'everybody'}`
  >
> = {
  device: 'person.source.device',
  owner: 'person.source.owner',
  administrator: 'person.source.administrator',
  application: 'person.source.application',
  link: 'person.source.link',
  network: 'person.source.network',
  everybody: 'person.source.everybody',
};

function sessionsPanel(visit: ConsoleVisit, sessions: readonly Session[]): Markup {
  const { t } = visit;
  if (sessions.length === 0) return panel(t('person.sessions'), html`<p class="quiet">${t('person.noSessions')}</p>`);
  const rows = sessions.map((session) => sessionRow(visit, session));
  const all = html`<p class="quiet">${t('person.endSessionsText')}</p><div class="buttons">${choiceButton('do', 'endAll', t('person.endSessions'))}</div>`;
  return panel(t('person.sessions'), formOf(visit, html`<ul class="things">${rows}</ul>${all}`));
}

function sessionRow(visit: ConsoleVisit, session: Session): Markup {
  const { t } = visit;
  const { browser, system } = describeAgent(session.browserInfo ?? '');
  const name = browser ? (system ? t('sessions.on', { browser, system }) : browser) : t('sessions.unknown');
  const entries = facts([
    [t('sessions.signedIn'), dateTime(visit, Date.parse(session.creationTime))],
    [t('sessions.lastSeen'), dateTime(visit, Date.parse(session.lastSeenTime))],
    [t('sessions.endsAt'), dateTime(visit, Date.parse(session.endTime))],
    [t('sessions.address'), session.clientIpAddress],
  ]);
  return html`<li class="thing"><div class="stack tight"><p><strong>${name}</strong></p>${entries}</div>
<button class="button" type="submit" name="do" value="end ${session.id}" aria-label="${t('sessions.endOne', { session: name })}">${t('sessions.end')}</button></li>`;
}
