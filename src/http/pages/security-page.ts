import { noWayIn } from '../../directory/administrators.ts';
import { type Factor, longestFactorName } from '../../directory/factor.ts';
import { textProblem } from '../../directory/name.ts';
import { detailOfBadRequest } from '../../errors.ts';
import { recoveryCodesLeft } from '../../factor/recovery-codes.ts';
import { regenerateRecoveryCodes } from '../../factor/regenerate.ts';
import { removeFactor } from '../../factor/remove.ts';
import { renameFactor } from '../../factor/rename.ts';
import { secondFactorRememberedAt } from '../../password/known-device.ts';
import { confirmation } from './confirm.ts';
import { date, dateTime, relativeTime } from './date-time.ts';
import { type Ways, waysOf } from './factor-form.ts';
import { choiceButton, type Faults, formOf, noFaults, submit, submitOrCancel, textField } from './fields.ts';
import { forgetSecondFactor } from './known-device-cookie.ts';
import { html, type Markup } from './markup.ts';
import { badNote } from './notice.ts';
import { memberPage, type PageTools, stepUpFirst } from './page.ts';
import { shownCodes } from './recovery-codes-page.ts';
import { type MemberVisit, type PageAnswer, pageUrl } from './visit.ts';

/** `{prefix}/web/security`: the second factors of the person, to set up, name and remove them. */
export const securityPage = memberPage({
  path: 'security',
  show: async (visit, tools) => {
    const ways = await waysOf(tools, visit.user);
    const { query } = visit;
    const named = ways.factors.find(({ id }) => id === (query.get('rename') ?? query.get('remove')));
    if (named?.kind !== 'recoveryCodes' && named) {
      return query.has('rename') ? renames(visit, named, noFaults) : await removes(visit, tools, named);
    }
    if (query.has('regenerate')) return (await stepUpFirst(visit, tools)) ?? regenerates(visit);
    return await overview(visit, tools, ways);
  },
  submit: async (visit, tools) => {
    const { form } = visit;
    if (form.has('forget')) return forget(visit, tools);
    const { factors } = await waysOf(tools, visit.user);
    const factor = factors.find(({ id, kind }) => id === form.get('factor') && kind !== 'recoveryCodes');
    if (form.has('name') && factor) return await rename(visit, tools, factor);
    return (await stepUpFirst(visit, tools)) ?? (await change(visit, tools, factor));
  },
});

async function overview(visit: MemberVisit, tools: PageTools, { factors, policy }: Ways): Promise<PageAnswer> {
  const { t, user, request } = visit;
  const shown = factors.filter(({ kind }) => kind !== 'recoveryCodes');
  const isOff = policy.mode === 'off';
  const rememberedAt = secondFactorRememberedAt(tools.knownDevice.read(request), user);
  const rememberedUntil = rememberedAt === undefined ? 0 : rememberedAt + policy.rememberMs;
  const body = html`${!isOff && (await dueNote(visit, tools))}
<section class="panel">
<div class="panel-head"><p class="quiet">${t(isOff ? 'security.off' : 'security.text')}</p>
${!isOff && html`<a class="button first" href="${pageUrl(visit, 'set-up-factor')}">${t('security.add')}</a>`}</div>
${shown.length === 0 ? html`<p>${t('security.none')}</p>` : html`<ul class="things">${shown.map((factor) => row(visit, factor))}</ul>`}
</section>
${shown.length > 0 && recoveryPanel(visit, factors)}
${rememberedUntil > visit.now && shown.length > 0 && rememberedPanel(visit, rememberedUntil)}`;
  return { title: t('ownFactors.title'), body, menu: 'security' };
}

/** Until when a second factor has to be set up, where that is so. */
export async function dueNote(visit: MemberVisit, { store }: PageTools): Promise<Markup | undefined> {
  const deadline = await store.factors.deadline(visit.user);
  if (!deadline) return undefined;
  return html`<div class="note warn" role="status"><p>${visit.t('setUp.due')} ${dateTime(visit, deadline.dueAt)}</p></div>`;
}

function row(visit: MemberVisit, { id, kind, name, createdAt, lastUsedAt }: Factor): Markup {
  const { t } = visit;
  const facts: readonly (readonly [string, Markup | string])[] = [
    [t('security.createdAt'), date(visit, createdAt)],
    [t('security.lastUsed'), lastUsedAt === null ? t('page.never') : relativeTime(visit, lastUsedAt)],
  ];
  return html`<li class="thing"><div class="stack tight">
<p><strong>${name}</strong> ${name !== t(`factor.kind.${kind}`) && html`<span class="badge off">${t(`factor.kind.${kind}`)}</span>`}</p>
<dl class="facts inline">${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</div>
<a class="button" href="${pageUrl(visit, 'security', { rename: id })}" aria-label="${t('security.renameOne', { factor: name })}">${t('security.rename')}</a>
<a class="button" href="${pageUrl(visit, 'security', { remove: id })}" aria-label="${t('security.removeOne', { factor: name })}">${t('security.remove')}</a></li>`;
}

function recoveryPanel(visit: MemberVisit, factors: readonly Factor[]): Markup {
  const { t } = visit;
  return html`<section class="panel">
<h2>${t('recovery.heading')}</h2>
<p>${t('recovery.left', { count: recoveryCodesLeft(factors) })}</p>
<div class="buttons"><a class="button" href="${pageUrl(visit, 'security', { regenerate: 'yes' })}">${t('recovery.regenerate')}</a></div>
</section>`;
}

const rememberedPanel = (visit: MemberVisit, until: number): Markup => html`<section class="panel">
<h2>${visit.t('security.remembered')}</h2>
<p>${visit.t('security.rememberedText')} ${date(visit, until)}</p>
${formOf(visit, html`<div class="buttons">${choiceButton('forget', 'yes', visit.t('security.forget'))}</div>`)}
</section>`;

function forget(visit: MemberVisit, tools: PageTools): PageAnswer {
  forgetSecondFactor(visit, tools, visit.user);
  tools.notices.put(visit.response, { kind: 'deviceForgotten' });
  return { location: pageUrl(visit, 'security') };
}

function renames(visit: MemberVisit, { id, name }: Factor, faults: Faults): PageAnswer {
  const { t, form } = visit;
  const isRefused = Object.keys(faults).length > 0;
  const body = html`<section class="panel narrow">${formOf(
    visit,
    html`<input type="hidden" name="factor" value="${id}">
${textField({ name: 'name', label: t('setUp.name'), faults, autocomplete: 'off', value: form.get('name') ?? name, isFirst: true })}
${submitOrCancel(t, submit(t('page.save')), pageUrl(visit, 'security'))}`,
  )}</section>`;
  return {
    ...{ title: t('security.renameQuestion', { factor: name }), body, menu: 'security' },
    ...{ isRefused, status: isRefused ? 400 : 200 },
  };
}

async function rename(visit: MemberVisit, tools: PageTools, factor: Factor): Promise<PageAnswer> {
  const name = (visit.form.get('name') ?? '').trim();
  const fault = nameFault(visit, name);
  if (fault !== undefined) return renames(visit, factor, { name: [fault] });
  await renameFactor(tools, { user: visit.user, factorId: factor.id, name, origin: visit });
  tools.notices.put(visit.response, { kind: 'factorRenamed' });
  return { location: pageUrl(visit, 'security') };
}

/** What is wrong with a name that a person gives to a factor. */
export function nameFault({ t }: Pick<MemberVisit, 't'>, name: string): string | undefined {
  if (name === '') return t('field.required');
  if (name.length > longestFactorName) return t('field.tooLong', { limit: longestFactorName });
  return textProblem(name) === undefined ? undefined : t('field.invisible');
}

async function removes(visit: MemberVisit, tools: PageTools, { id, name }: Factor): Promise<PageAnswer> {
  const { t } = visit;
  const ask = { page: 'security', menu: 'security', fields: { factor: id }, action: t('security.remove') } as const;
  const title = t('security.removeQuestion', { factor: name });
  return (await stepUpFirst(visit, tools)) ?? confirmation(visit, { ...ask, title, text: t('security.removeText') });
}

function regenerates(visit: MemberVisit): PageAnswer {
  const { t } = visit;
  const ask = {
    page: 'security',
    menu: 'security',
    fields: { regenerate: 'yes' },
    action: t('recovery.regenerate'),
  } as const;
  return confirmation(visit, { ...ask, title: t('recovery.regenerateQuestion'), text: t('recovery.regenerateText') });
}

async function change(visit: MemberVisit, tools: PageTools, factor: Factor | undefined): Promise<PageAnswer> {
  const { form, user } = visit;
  const location = pageUrl(visit, 'security');
  if (form.get('regenerate') === 'yes') {
    return shownCodes(visit, tools, await regenerateRecoveryCodes(tools, { user, origin: visit }), location);
  }
  if (!factor) return { location };
  try {
    await removeFactor(tools, { user, factorId: factor.id, origin: visit });
  } catch (error) {
    const detail = detailOfBadRequest(error);
    if (detail === undefined) throw error;
    return stays(visit, visit.t(detail === noWayIn ? 'refusal.settings.noWayIn' : 'security.lastRequired'));
  }
  tools.notices.put(visit.response, { kind: 'factorRemoved' });
  return { location };
}

function stays(visit: MemberVisit, why: string): PageAnswer {
  const { t } = visit;
  const body = html`${badNote(why)}
<div class="buttons"><a class="button" href="${pageUrl(visit, 'security')}">${t('menu.security')}</a></div>`;
  return { title: t('ownFactors.title'), body, menu: 'security', isRefused: true, status: 400 };
}
