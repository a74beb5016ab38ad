import type { Wire } from '../../../operation/answer-shape.ts';
import type { UserFactorsDto } from '../../api/user-factor.ts';
import { dateTime } from '../../pages/date-time.ts';
import { choiceButton, formOf } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { badge, facts, linkButton, panel } from '../panels.ts';
import type { Person } from './data.ts';
import { personUrl } from './frame.ts';

type Factors = Wire<typeof UserFactorsDto>;

export const loadFactors = (visit: ConsoleVisit, { id }: Person): Promise<Factors> =>
  visit.call<Factors>('User_GetFactors', { parameters: { userId: id } });

/** By what the person proves who they are besides the password, and what an administrator can do about it. */
export function factorPanel(visit: ConsoleVisit, person: Person, found: Factors): Markup {
  const { t } = visit;
  const { factors, recoveryCodesLeft: count, isDemanded, dueTime } = found;
  const due =
    factors.length === 0 && dueTime !== null && html`${t('factors.due')} ${dateTime(visit, Date.parse(dueTime))}.`;
  const list =
    factors.length === 0
      ? html`<p class="quiet">${t('factors.none')}</p>`
      : html`<ul class="things">${factors.map((factor) => factorRow(visit, person, factor))}</ul><p class="quiet">${t('factors.left', { count })}</p>`;
  const demand = isDemanded ? 'unrequire' : 'require';
  const buttons = html`<div class="buttons">${choiceButton('do', demand, t(`factors.${demand}`))}${(factors.length > 0 || count > 0) && linkButton(t('factors.reset'), personUrl(visit, person, '/reset-factors'), 'grave')}</div>`;
  const required = isDemanded && html`<p>${badge(t('factors.demanded'), 'warn')}</p>`;
  return panel(
    t('factors.title'),
    html`${required}${due && html`<p>${due}</p>`}${formOf(visit, html`${list}${buttons}`)}`,
  );
}

function factorRow(
  visit: ConsoleVisit,
  person: Person,
  { id, kind, name, creationTime, lastUseTime }: Factors['factors'][number],
) {
  const { t } = visit;
  const entries = facts([
    [t('factors.created'), dateTime(visit, Date.parse(creationTime))],
    [t('factors.lastUsed'), lastUseTime === null ? t('factors.never') : dateTime(visit, Date.parse(lastUseTime))],
  ]);
  return html`<li class="thing"><div class="stack tight"><p><strong>${name}</strong> <span class="quiet">${t(kindTexts[kind] ?? 'factors.kind.totp')}</span></p>${entries}</div>
<a class="button" href="${consoleUrl(visit, `people/${encodeURIComponent(person.id)}/reset-factors`, { factor: id })}" aria-label="${t('factors.removeOne', { name })}">${t('factors.remove')}</a></li>`;
}

const kindTexts: Readonly<Record<string, `factors.kind.${'passkey' | 'totp' | 'emailCode'}`>> = {
  passkey: 'factors.kind.passkey',
  totp: 'factors.kind.totp',
  emailCode: 'factors.kind.emailCode',
};
