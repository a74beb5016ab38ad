import type { DeviceAuthorizationRequest } from '../../token/browser/device-authorization.ts';
import { accountLine, switchAccount } from './account-line.ts';
import { askingApplication } from './asking-application.ts';
import { waysOf } from './factor-form.ts';
import { choiceButton, formOf, submit, textField } from './fields.ts';
import { html } from './markup.ts';
import { memberPage, type PageTools } from './page.ts';
import { type MemberVisit, type PageAnswer, pageUrl, type ShownPage } from './visit.ts';

/**
 * `{prefix}/web/device`: the person types the code that a device shows, reads what the device will be able to do, and
 * allows it (RFC 8628 section 3.3). A code that came with the link is asked about like one that was typed.
 */
export const devicePage = memberPage({
  path: 'device',
  keeps: ['code'],
  show: async (visit, tools) => {
    const code = codeOf(visit);
    return code === '' ? codeForm(visit) : await confirmation(visit, tools, code);
  },
  submit: async (visit, tools) => {
    const code = codeOf(visit);
    const decision = visit.form.get('decision');
    if (decision === 'switch') return await switchAccount(visit, tools, pageUrl(visit, 'device', { user_code: code }));
    if (decision === 'allow') return await allow(visit, tools, code);
    if (decision === 'deny') {
      await tools.devices.deny(code, visit.session);
      return result(visit, 'denied');
    }
    return await confirmation(visit, tools, code);
  },
});

const codeOf = ({ form, query }: MemberVisit): string =>
  (form.get('code') ?? query.get('code') ?? query.get('user_code') ?? '').trim().slice(0, 64);

async function allow(visit: MemberVisit, { devices }: PageTools, code: string): Promise<PageAnswer> {
  const isAllowed = await devices.allow(code, visit.session, visit);
  if (isAllowed) return result(visit, 'allowed');
  return devices.mayGuess(visit.session) ? codeForm(visit, visit.t('device.refused')) : tooMany(visit);
}

async function confirmation(visit: MemberVisit, tools: PageTools, code: string): Promise<PageAnswer> {
  const [{ t }, { devices }] = [visit, tools];
  if (code === '') return codeForm(visit, t('field.required'));
  const request: DeviceAuthorizationRequest | undefined = await devices.find(code, visit.session);
  if (!request) return devices.mayGuess(visit.session) ? codeForm(visit, t('device.unknown')) : tooMany(visit);
  const elsewhere = await proofFirst(visit, tools, request, code);
  if (elsewhere) return elsewhere;
  const question = t('device.confirm', { application: request.application.name });
  const body = html`${askingApplication(visit, { ...request, question })}
<p>${t('device.warning', { code: unbroken(code.toUpperCase()) })}</p>
${accountLine(visit, pageUrl(visit, 'device', { user_code: code }))}
${formOf(
  visit,
  html`<input type="hidden" name="code" value="${code}">
<div class="buttons">${choiceButton('decision', 'allow', t('device.allow'), 'first')}${choiceButton('decision', 'deny', t('device.deny'))}</div>`,
  { action: pageUrl(visit, 'device') },
)}`;
  return { title: t('device.confirmTitle'), body };
}

/** Where the person proves what the application wants proved, if this session has not, and comes back from. */
async function proofFirst(
  visit: MemberVisit,
  tools: PageTools,
  { lacks }: DeviceAuthorizationRequest,
  code: string,
): Promise<PageAnswer | undefined> {
  if (lacks === undefined) return undefined;
  const back = { returnUrl: pageUrl(visit, 'device', { user_code: code }) };
  const { kinds, policy } = await waysOf(tools, visit.user);
  if (lacks === 'recentProof' || kinds.length > 0) return { location: pageUrl(visit, 'step-up', back) };
  if (policy.mode !== 'off') return { location: pageUrl(visit, 'set-up-factor', back) };
  return codeForm(visit, visit.t('device.noFactors'));
}

/** A person mistypes a code now and then; one who does so again and again is looking for somebody else's. */
const tooMany = (visit: MemberVisit): PageAnswer => ({
  ...codeForm(visit, visit.t('device.tooMany')),
  ...{ status: 429, headers: { 'retry-after': '600' } },
});

function codeForm(visit: MemberVisit, fault?: string): ShownPage {
  const { t } = visit;
  const faults = fault === undefined ? {} : { code: [fault] };
  const field = textField({
    ...{ name: 'code', label: t('device.code'), faults, autocomplete: 'one-time-code', className: 'code' },
    ...{ value: fault === undefined ? '' : codeOf(visit), isFirst: true },
  });
  const body = html`<p>${t('device.text')}</p>
${formOf(visit, html`${field}${submit(t('device.submit'))}`, { action: pageUrl(visit, 'device') })}`;
  return { title: t('device.title'), body, isRefused: fault !== undefined, status: fault === undefined ? 200 : 400 };
}

function result({ t }: MemberVisit, outcome: 'allowed' | 'denied'): PageAnswer {
  return { title: t(`device.${outcome}Title`), body: html`<p role="status">${t(`device.${outcome}`)}</p>` };
}

/** Two halves on two lines are hard to compare. */
const unbroken = (code: string): string => code.replaceAll('-', '\u2011');
