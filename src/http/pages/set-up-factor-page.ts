import { type FactorKind, mostFactors } from '../../directory/factor.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import { accountId, type User } from '../../directory/user.ts';
import { detailOfBadRequest, isUnavailable } from '../../errors.ts';
import { beginFactor, confirmFactor, isSetUpAlready } from '../../factor/enrol.ts';
import { signInByEnrolment } from '../../factor/enrolled-sign-in.ts';
import { strategyOf } from '../../factor/strategies.ts';
import { dateTime } from './date-time.ts';
import { codeField, waysOf } from './factor-form.ts';
import { type Faults, faultOf, formOf, noFaults, submit, textField } from './fields.ts';
import { finishOnce, goHalfway } from './finish-sign-in.ts';
import { html, type Markup } from './markup.ts';
import { noteProof } from './note-proof.ts';
import { ownerLine } from './owner-line.ts';
import { type Page, type PageTools, signInFirst, stepUpFirst } from './page.ts';
import { mayHavePasskeys, newPasskeyField } from './passkey-field.ts';
import type { BegunFactor } from './pending-change.ts';
import { qrCode } from './qr-code.ts';
import { shownCodes } from './recovery-codes-page.ts';
import { nameFault } from './security-page.ts';
import { toldWhy } from './sign-in-page.ts';
import { type MemberVisit, type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { tooLate, type Waiting, waitingHere, waitingOwner } from './waiting-sign-in.ts';

/** Who sets a factor up: in a sign-in that waits for it, or signed in. */
interface Subject {
  readonly user: User;
  readonly waiting: Waiting | undefined;
}

/**
 * `{prefix}/web/set-up-factor`: setting a second factor up, at a sign-in that is not whole without, when it has to be done soon, or
 * from the page *Security*.
 */
export const setUpFactorPage: Page = {
  path: 'set-up-factor',
  cost: 'signIn',
  isPersonal: ({ owner }) => owner === undefined,
  owner: waitingOwner,
  show: async (visit, tools) => {
    const subject = await subjectOf(visit, tools);
    return 'elsewhere' in subject ? subject.elsewhere : await opened(visit, tools, subject);
  },
  submit: async (visit, tools) => {
    const subject = await subjectOf(visit, tools);
    return 'elsewhere' in subject ? subject.elsewhere : await confirm(visit, tools, subject);
  },
};

async function subjectOf(visit: Visit, tools: PageTools): Promise<Subject | { readonly elsewhere: PageAnswer }> {
  if (visit.query.has('signIn')) {
    const waiting = await waitingHere(visit, tools, 'enrol');
    return 'elsewhere' in waiting ? waiting : { user: waiting.user, waiting };
  }
  if (!visit.user || !visit.session) return { elsewhere: signInFirst(visit, tools) };
  const elsewhere = await stepUpFirst(visit as MemberVisit, tools);
  return elsewhere ? { elsewhere } : { user: visit.user, waiting: undefined };
}

/** Recovery codes come with the first of the others. */
type Offered = BegunFactor['kind'];

/** What the person may set up. */
async function offered(tools: PageTools, user: User): Promise<readonly Offered[]> {
  const { policy, factors } = await waysOf(tools, user);
  if (policy.mode === 'off' || factors.length >= mostFactors) return [];
  const isTaken = (kind: FactorKind) =>
    strategyOf(kind)?.isSingle !== false && factors.some((factor) => factor.kind === kind);
  const canMail = policy.allowsEmailCodes && Boolean(user.email) && user.emailConfirmed;
  const canKey = mayHavePasskeys(tools);
  return (
    [...(canKey ? (['passkey'] as const) : []), 'totp', ...(canMail ? (['emailCode'] as const) : [])] as const
  ).filter((kind) => strategyOf(kind) && !isTaken(kind));
}

async function opened(visit: Visit, tools: PageTools, subject: Subject): Promise<PageAnswer> {
  const kinds = await offered(tools, subject.user);
  const kind = kinds.find((known) => known === visit.query.get('kind'));
  return kind ? await begin(visit, tools, subject, kind) : await choose(visit, tools, subject, kinds);
}

async function choose(
  visit: Visit,
  tools: PageTools,
  subject: Subject,
  kinds: readonly Offered[],
): Promise<PageAnswer> {
  const { t } = visit;
  const items = kinds.map(
    (kind) => html`<li class="thing"><div class="stack tight"><p><strong>${t(`factor.kind.${kind}`)}</strong></p>
<p class="small quiet">${t(`factor.about.${kind}`)}</p></div>
<a class="button" href="${withKind(visit, kind)}" aria-label="${t('setUp.chooseOne', { factor: t(`factor.kind.${kind}`) })}">${t('setUp.choose')}</a></li>`,
  );
  const body = html`${await why(visit, tools, subject)}
${kinds.length === 0 ? html`<p>${t('setUp.none')}</p>` : html`<ul class="things">${items}</ul>`}
${!subject.waiting && html`<p class="small"><a href="${visit.returnUrl ?? pageUrl(visit, 'security')}">${t(visit.returnUrl ? 'setUp.later' : 'page.cancel')}</a></p>`}`;
  return { title: t('setUp.title'), body };
}

/** Why the person is asked for it, and until when there is time. */
async function why(visit: Visit, { store }: PageTools, { user, waiting }: Subject): Promise<Markup> {
  if (waiting) return html`${ownerLine(visit, user)}<p>${visit.t('setUp.required')}</p>`;
  const deadline = await store.factors.deadline(user);
  if (!deadline) return html`<p>${visit.t('setUp.text')}</p>`;
  return html`<p>${visit.t('setUp.due')} ${dateTime(visit, deadline.dueAt)}</p>`;
}

async function begin(visit: Visit, tools: PageTools, subject: Subject, kind: Offered): Promise<PageAnswer> {
  const begun = await beginFactor(tools, subject.user, kind);
  return form(visit, tools, subject, { ...begun, kind, account: accountId(subject.user) }, noFaults);
}

async function confirm(visit: Visit, tools: PageTools, subject: Subject): Promise<PageAnswer> {
  const begun = tools.begunFactors.read(visit.request, visit.form.get('begun'));
  if (begun?.account !== accountId(subject.user)) return await opened(visit, tools, subject);
  const { kind, kept } = begun;
  const answer = visit.form.get('code') ?? '';
  const name = visit.form.get('name')?.trim() || visit.t(`factor.kind.${kind}`);
  const fault = nameFault(visit, name);
  if (fault !== undefined) return await form(visit, tools, subject, begun, { name: [fault] });
  const done = { kind, kept, answer, name };
  return subject.waiting
    ? await confirmWaiting(visit, tools, subject.waiting, begun, done)
    : await confirmOwn(visit as MemberVisit, tools, subject, begun, done);
}

interface Done {
  readonly kind: FactorKind;
  readonly kept: string;
  readonly answer: string;
  readonly name: string;
}

async function confirmOwn(
  visit: MemberVisit,
  tools: PageTools,
  subject: Subject,
  begun: BegunFactor,
  done: Done,
): Promise<PageAnswer> {
  const next = visit.returnUrl ?? pageUrl(visit, 'security');
  const confirmed = await confirmFactor(tools, { user: visit.user, ...done, origin: visit }).catch(orImpossible);
  if (confirmed === 'impossible') return await opened(visit, tools, subject);
  if (!confirmed) return form(visit, tools, subject, begun, wrong(visit));
  if (confirmed !== 'there') {
    visit.spent?.giveBack();
    // To choose codes by mail proves nothing.
    if (done.kind !== 'emailCode') await noteProof(visit, tools, done.kind).catch(unlessUnavailable);
    if (confirmed.recoveryCodes) return shownCodes(visit, tools, confirmed.recoveryCodes, next);
  }
  tools.notices.put(visit.response, { kind: 'factorAdded' });
  return { location: next };
}

/** The form may have been sent before, by a page that was loaded again; or the rules may have changed since it was shown. */
function orImpossible(error: unknown): 'there' | 'impossible' {
  if (detailOfBadRequest(error) === undefined) throw error;
  return isSetUpAlready(error) ? 'there' : 'impossible';
}

async function confirmWaiting(
  visit: Visit,
  tools: PageTools,
  waiting: Waiting,
  begun: BegunFactor,
  done: Done,
): Promise<PageAnswer> {
  const { traceId, clientIp, browserInfo, request } = visit;
  const { isKept, begunAt: _begunAt, ...pending } = waiting.signIn;
  const device = tools.knownDevice.read(request);
  const event = { pending, channel: 'page', traceId, clientIp, browserInfo, device } as const;
  const { result, recoveryCodes } = await signInByEnrolment(tools, { ...event, factor: done });
  if (result === 'wrong') return form(visit, tools, { user: waiting.user, waiting }, begun, wrong(visit));
  if (result.outcome === 'over') return tooLate(visit, tools);
  if (result.outcome === 'refused') return toldWhy(visit, tools, result, isKept);
  visit.spent?.giveBack();
  const next =
    result.outcome === 'halfway'
      ? goHalfway(visit, tools, result, isKept).location
      : (await finishOnce(visit, tools, result, isKept)).location;
  return recoveryCodes ? shownCodes(visit, tools, recoveryCodes, next) : { location: next };
}

/** The codes are shown once: a proof that the session does not know of is asked for again, and that is all. */
function unlessUnavailable(error: unknown): void {
  if (!isUnavailable(error)) throw error;
}

const wrong = ({ t }: Visit): Faults => ({ code: [t('factor.wrong')] });

async function form(
  visit: Visit,
  { begunFactors }: PageTools,
  { user, waiting }: Subject,
  begun: BegunFactor,
  faults: Faults,
): Promise<PageAnswer> {
  const { t } = visit;
  const { kind, shown } = begun;
  const isNamed = strategyOf(kind)?.isSingle === false;
  const isRefused = Object.keys(faults).length > 0;
  const body = html`${waiting && ownerLine(visit, user)}
<p>${t(`setUp.how.${kind}`)}</p>
${kind === 'totp' && secretOfApp(visit, shown)}
${formOf(
  visit,
  html`<input type="hidden" name="begun" value="${begunFactors.write(visit.request, begun)}">
${isNamed && textField({ name: 'name', label: t('setUp.name'), faults, autocomplete: 'off', value: visit.form.get('name') ?? t(`factor.kind.${kind}`) })}
${proof(visit, begun, faults)}`,
)}
<p class="small"><a href="${withKind(visit, undefined)}">${t('setUp.other')}</a></p>`;
  return { title: t(`setUp.title.${kind}`), body, isRefused, status: isRefused ? 400 : 200 };
}

/** What shows that the person has the factor. For mails, the confirmed address does. */
function proof(visit: Visit, { kind, shown }: BegunFactor, faults: Faults): Markup {
  const { t } = visit;
  if (kind === 'passkey') {
    return html`${faultOf('code', faults)}${newPasskeyField(visit, shown, { label: t('passkey.create') })}`;
  }
  return html`${kind === 'totp' && codeField(visit, kind, faults)}
${submit(t('setUp.submit'))}`;
}

/** As a drawing for the camera of a telephone, and as text for an app that has none. */
function secretOfApp({ t }: Visit, { uri, secret }: BegunFactor['shown']): Markup {
  return html`${qrCode(String(uri), t('setUp.qr'))}
<details><summary>${t('setUp.byHand')}</summary><code class="value" id="secret">${spaced(String(secret))}</code></details>`;
}

/** In groups of four, which apps ignore and people can follow. */
const spaced = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? secret;

/** The same page, about another kind. */
function withKind(visit: Visit, kind: FactorKind | undefined): OwnPath {
  const { kind: _before, ...query } = Object.fromEntries(visit.query);
  return pageUrl(visit, 'set-up-factor', { ...query, kind });
}
