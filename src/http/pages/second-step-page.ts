import { completeSecondStep } from '../../factor/second-step.ts';
import { countOfDays } from './date-time.ts';
import { answerOf, chosenWay, factorForm, sendCode, type Ways, waysOf } from './factor-form.ts';
import { checkField, type Faults, noFaults } from './fields.ts';
import { finishOnce } from './finish-sign-in.ts';
import { html } from './markup.ts';
import { badNote } from './notice.ts';
import { ownerLine } from './owner-line.ts';
import type { Page, PageTools } from './page.ts';
import { toldWhy } from './sign-in-page.ts';
import type { PageAnswer, Visit } from './visit.ts';
import { tooLate, type Waiting, waitingHere, waitingOwner } from './waiting-sign-in.ts';
import { signInUrl } from './way-back.ts';

/**
 * `{prefix}/web/second-step`: what is asked after a right password. The sign-in stands sealed in the address and counts in this
 * browser; there is no session before the answer is right.
 */
export const secondStepPage: Page = {
  path: 'second-step',
  cost: 'signIn',
  owner: waitingOwner,
  show: async (visit, tools) => {
    const waiting = await waitingHere(visit, tools, 'verify');
    return 'elsewhere' in waiting ? waiting.elsewhere : await form(visit, tools, waiting, noFaults);
  },
  submit: async (visit, tools) => {
    const waiting = await waitingHere(visit, tools, 'verify');
    if ('elsewhere' in waiting) return waiting.elsewhere;
    if (visit.form.has('send')) return await sendCode(visit, tools, waiting.user);
    if ((visit.form.get('code') ?? '') === '') return await form(visit, tools, waiting, required(visit));
    return await complete(visit, tools, waiting);
  },
};

const required = ({ t }: Visit): Faults => ({ code: [t('field.required')] });

async function complete(visit: Visit, tools: PageTools, waiting: Waiting): Promise<PageAnswer> {
  const { kinds, policy } = await waysOf(tools, waiting.user);
  const kind = chosenWay(visit.form.get('kind'), kinds);
  if (!kind) return tooLate(visit, tools);
  const { traceId, clientIp, browserInfo, request, now } = visit;
  const { isKept, begunAt: _begunAt, ...pending } = waiting.signIn;
  const result = await completeSecondStep(tools, {
    ...{ pending, answer: answerOf(visit, tools, kind), channel: 'page', traceId, clientIp, browserInfo },
    device: tools.knownDevice.read(request),
  });
  if (result.outcome === 'over') return tooLate(visit, tools);
  if (result.outcome === 'signedIn') {
    visit.spent?.giveBack();
    const isRemembered = policy.rememberMs > 0 && visit.form.get('remember') === 'yes';
    return await finishOnce(visit, tools, result, isKept, isRemembered ? now : undefined);
  }
  if (result.reason !== 'invalidCredentials') return toldWhy(visit, tools, result, isKept);
  return await form(visit, tools, waiting, { code: [visit.t('factor.wrong')] });
}

async function form(visit: Visit, tools: PageTools, { user }: Waiting, faults: Faults): Promise<PageAnswer> {
  const { t, form: fields, query } = visit;
  const ways = await waysOf(tools, user);
  const kind = chosenWay(fields.get('kind') ?? query.get('way'), ways.kinds);
  // The last factor was removed meanwhile: the sign-in begins anew, and asks for what is left.
  if (!kind) return tooLate(visit, tools);
  const isRefused = Object.keys(faults).length > 0;
  const body = html`${ownerLine(visit, user)}
${faults['']?.map(badNote)}
${factorForm(visit, tools, ways, { kind, faults, more: remember(visit, ways.policy) })}
<p class="small"><a href="${signInUrl(visit)}">${t('secondStep.otherAccount')}</a></p>`;
  return { title: t('secondStep.title'), body, isRefused, status: isRefused ? 400 : 200 };
}

function remember(visit: Visit, { rememberMs }: Ways['policy']) {
  if (rememberMs === 0) return undefined;
  const days = countOfDays(visit, rememberMs / dayMs);
  const isChecked = visit.form.get('remember') === 'yes';
  const [label, hint] = [visit.t('secondStep.remember', { days }), visit.t('signIn.keepHint')];
  return checkField({ name: 'remember', label, hint, isChecked });
}

const dayMs = 24 * 60 * 60_000;
