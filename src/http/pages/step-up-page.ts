import type { OwnPath } from '../../directory/own-path.ts';
import { queryOf } from '../../directory/url-parts.ts';
import { isUnavailable, storeRetrySeconds } from '../../errors.ts';
import { type Proof, proveAgain } from '../../factor/prove-again.ts';
import { answerOf, chosenWay, factorForm, sendCode, type Ways, waysOf } from './factor-form.ts';
import { type Faults, formOf, keptField, noFaults, passwordField, submit } from './fields.ts';
import { keptFormOf, longestKeptForm } from './kept-form.ts';
import { html, type Markup } from './markup.ts';
import { noteProof } from './note-proof.ts';
import { memberPage, type PageTools, requireSession } from './page.ts';
import { type MemberVisit, type PageAnswer, pageUrl, personName, type ShownPage } from './visit.ts';

/**
 * `{prefix}/web/step-up`: a person whose last proof is too old proves again who they are, by a factor or, without one, by the
 * password, and goes on to what is dangerous.
 */
export const stepUpPage = memberPage({
  path: 'step-up',
  cost: 'signIn',
  takesTurn: true,
  formLimit: 2 * longestKeptForm,
  show: async (visit, tools) => form(visit, tools, await waysOf(tools, visit.user), noFaults),
  submit: async (sent, tools) => {
    const visit = { ...sent, keptForm: sent.form.get(keptField) ?? undefined };
    const ways = await waysOf(tools, visit.user);
    if (visit.form.has('way')) return form(visit, tools, ways, noFaults);
    if (visit.form.has('send')) return await send(visit, tools);
    const proof = proofOf(visit, tools, ways);
    if (proof.text === '') return form(visit, tools, ways, { [fieldOf(proof.kind)]: [visit.t('field.required')] });
    const { user, traceId, clientIp, browserInfo, signal, request } = visit;
    const device = tools.knownDevice.read(request);
    const requireRight = () => requireSession(visit, tools);
    const origin = { traceId, clientIp, browserInfo, device };
    const result = await proveAgain(tools, { user, proof, ...origin, signal, requireRight });
    if (result.outcome === 'refused') return form(visit, tools, ways, wrong(visit, proof));
    visit.spent?.giveBack();
    const unnoted = await noteProof(visit, tools, result.method).catch((error) => unlessSpent(error, proof));
    if (unnoted) return { ...form(visit, tools, ways, { code: [visit.t('stepUp.unnoted')] }), ...unnoted };
    // The browser carries the form that has waited to its page.
    const kept = keptFormOf(visit, tools);
    if (kept) return { location: kept.address, isResent: true };
    return { location: visit.returnUrl ?? pageUrl(visit, 'security') };
  },
});

/** The page at this address of its own, in place of the one that the visit is to, with the form that waits. */
export async function shownStepUp(visit: MemberVisit, address: OwnPath, tools: PageTools): Promise<PageAnswer> {
  const query = new URLSearchParams(queryOf(address));
  const returnUrl = (query.get('returnUrl') ?? undefined) as OwnPath | undefined;
  const shown = form(
    { ...visit, address, query, returnUrl, form: new URLSearchParams() },
    ...([tools, await waysOf(tools, visit.user), noFaults] as const),
  );
  return { ...shown, status: 403, isInstead: true };
}

/** Without a form that waits, the page is another one, which can be loaded again. */
async function send(visit: MemberVisit, tools: PageTools): Promise<PageAnswer> {
  const sent = await sendCode(visit, tools, visit.user);
  return visit.keptForm ? await shownStepUp(visit, sent.location, tools) : sent;
}

/** An answer that counts once cannot be sent again, as a password can: the form is shown for another one. */
function unlessSpent(error: unknown, { kind }: Proof): Pick<ShownPage, 'status' | 'headers'> {
  if (!isUnavailable(error) || kind === 'password') throw error;
  return { status: 503, headers: { 'retry-after': String(storeRetrySeconds) } };
}

const wrong = ({ t }: MemberVisit, { kind }: Proof): Faults =>
  kind === 'password' ? { password: [t('stepUp.wrong')] } : { code: [t('factor.wrong')] };

const fieldOf = (kind: Proof['kind']): string => (kind === 'password' ? 'password' : 'code');

function proofOf(visit: MemberVisit, tools: PageTools, { kinds }: Ways): Proof {
  const kind = chosenWay(visit.form.get('kind'), kinds);
  return kind ? answerOf(visit, tools, kind) : { kind: 'password', text: visit.form.get('password') ?? '' };
}

function form(visit: MemberVisit, tools: PageTools, ways: Ways, faults: Faults): ShownPage {
  const { t, user, form: fields, query } = visit;
  const kind = chosenWay(fields.get('way') ?? fields.get('kind') ?? query.get('way'), ways.kinds);
  const isRefused = Object.keys(faults).length > 0;
  const body = html`<p>${t(visit.keptForm ? 'stepUp.keptText' : 'stepUp.text')}</p>
<p class="quiet">${t('consent.signedInAs', { user: personName(user) })}</p>
${kind ? factorForm(visit, tools, ways, { kind, faults }) : passwordForm(visit, faults)}
<p class="small"><a href="${wayBack(visit, tools)}">${t('page.cancel')}</a></p>`;
  return { title: t('stepUp.title'), body, isRefused, status: isRefused ? 400 : 200 };
}

/** Where a person goes who does not want to after all: to the form that waits, with what may stand in its address, if they may see it. */
function wayBack(visit: MemberVisit, tools: PageTools): OwnPath {
  if (visit.returnUrl && keptFormOf(visit, tools)?.isOpen) return visit.returnUrl;
  const isOfConsole = /\/web\/admin(?:[/?]|$)/.test(visit.returnUrl ?? '');
  return pageUrl(visit, isOfConsole ? 'admin' : 'account');
}

const passwordForm = (visit: MemberVisit, faults: Faults): Markup =>
  formOf(
    visit,
    html`<input hidden type="text" name="userName" autocomplete="username" value="${visit.user.userName}">
${passwordField(visit, { name: 'password', label: visit.t('field.currentPassword'), faults, autocomplete: 'current-password', isFirst: true })}
${submit(visit.t('factor.submit'))}`,
  );
