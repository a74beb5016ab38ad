import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerOf as newCaller } from '../../admission/caller.ts';
import { cookieScopeOf } from '../../cookie.ts';
import { Budget } from '../../directory/budget.ts';
import { basePathOf } from '../../directory/url-parts.ts';
import { accountId } from '../../directory/user.ts';
import { type Failure, GatehouseError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';
import { routePrefix } from '../entrance.ts';
import type { Route } from '../route.ts';
import { streamOf } from '../stream-of.ts';
import { accountPage } from './account-page.ts';
import { isPartlyLost } from './address-fields.ts';
import { applicationsPage } from './applications-page.ts';
import { assetRoutes } from './asset-routes.ts';
import { type Assets, loadedAssets } from './assets.ts';
import { browserTicket } from './browser-ticket.ts';
import { changePasswordPage } from './change-password-page.ts';
import { consentPage } from './consent-page.ts';
import { longestCookieSeconds } from './cookies.ts';
import { devicePage } from './device-page.ts';
import { errorAnswer, startPage } from './error-page.ts';
import { forgottenPasswordPage } from './forgotten-password-page.ts';
import { anybody, createFormGuard, type FormGuard, type FormRefusal, tokenField } from './form-guard.ts';
import { frontDoorRoutes } from './front-door.ts';
import { keepForm, withKeptForm } from './kept-form.ts';
import { layout } from './layout.ts';
import { confirmEmailPage, invitationPage, resetPage } from './link-pages.ts';
import { newTokenPage } from './new-token-page.ts';
import { proofPartly } from './notice.ts';
import { type Page, type PageTools, requireSession, signInFirst } from './page.ts';
import { asksForVerdicts, verdictsAnswer } from './password-verdicts.ts';
import { begunFactorSeconds, keptFormSeconds, pendingChangeSeconds, waitingSignInSeconds } from './pending-change.ts';
import { policyHeaders, previewHeaders } from './policy-headers.ts';
import { readVisit } from './read-visit.ts';
import { recoveryCodesPage } from './recovery-codes-page.ts';
import { isPage, redirectPage } from './redirect-page.ts';
import { sealedCookie } from './sealed-cookie.ts';
import { secondStepPage } from './second-step-page.ts';
import { securityPage } from './security-page.ts';
import { sendConfirmationPage, unconfirmedSeconds } from './send-confirmation-page.ts';
import { sessionsPage } from './sessions-page.ts';
import { setUpFactorPage } from './set-up-factor-page.ts';
import { signInPage } from './sign-in-page.ts';
import { signedOutPage, signOutPage } from './sign-out-page.ts';
import { signedOutForm } from './signed-out-form.ts';
import { shownStepUp, stepUpPage } from './step-up-page.ts';
import { tokensPage } from './tokens-page.ts';
import type { MemberVisit, PageAnswer, Redirect, SavedFile, ShownPage, Visit } from './visit.ts';
import { wayBackSeconds } from './way-back.ts';

/** Every page there is. */
export const pages: readonly Page[] = [
  startPage,
  signInPage,
  secondStepPage,
  setUpFactorPage,
  recoveryCodesPage,
  stepUpPage,
  consentPage,
  signOutPage,
  signedOutPage,
  forgottenPasswordPage,
  resetPage,
  invitationPage,
  confirmEmailPage,
  sendConfirmationPage,
  changePasswordPage,
  securityPage,
  sessionsPage,
  applicationsPage,
  tokensPage,
  newTokenPage,
  devicePage,
  accountPage,
];

type MadeHere =
  | 'notices'
  | 'pendingChanges'
  | 'pendingSignIns'
  | 'begunFactors'
  | 'recoveryCodes'
  | 'keptForms'
  | 'unconfirmed'
  | 'waysBack'
  | 'knownDevice'
  | 'cookieScope'
  | 'originWarnings';

export type PagesParts = Omit<PageTools, MadeHere>;

/** The largest form: three passwords of the greatest length, percent-encoded. */
const formLimit = 128 * 1024;

/** How long something that was done is remembered until the next page says it. */
const noticeSeconds = 120;

/** The pages that people see, and those of the console. */
export function pageRoutes(parts: PagesParts, consolePages: readonly Page[], log: Log): readonly Route[] {
  const { externalUrl } = parts;
  const keeper = { ...parts, cookieScope: cookieScopeOf(externalUrl) };
  const tools: PageTools = {
    ...keeper,
    notices: sealedCookie(keeper, 'notice', noticeSeconds),
    pendingChanges: browserTicket(keeper, 'pending-change', pendingChangeSeconds),
    pendingSignIns: browserTicket(keeper, 'pending-sign-in', waitingSignInSeconds),
    begunFactors: browserTicket(keeper, 'begun-factor', begunFactorSeconds),
    recoveryCodes: browserTicket(keeper, 'recovery-codes', begunFactorSeconds),
    keptForms: browserTicket(keeper, 'kept-form', keptFormSeconds),
    unconfirmed: browserTicket(keeper, 'unconfirmed', unconfirmedSeconds),
    waysBack: browserTicket(keeper, 'way-back', wayBackSeconds),
    knownDevice: sealedCookie(keeper, 'device', longestCookieSeconds),
    originWarnings: new Budget({ most: 10, windowMs: 60_000, capacity: 1 }),
  };
  const guard = createFormGuard(tools, externalUrl);
  const personOf = (request: IncomingMessage) => tools.knownDevice.read(request)?.accounts[0]?.account;
  const routeOf = (page: Page): Route => ({
    methods: ['GET', 'POST'],
    url: `${routePrefix}/web/${page.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    bodyLimit: page.formLimit ?? formLimit,
    cost: page.cost ?? 'request',
    isPage: true,
    personOf,
    handler: async (request, reply) => serve({ page, tools, guard, assets: await loadedAssets(), log }, request, reply),
  });
  return [
    ...assetRoutes(loadedAssets, tools.store.settings),
    ...frontDoorRoutes(loadedAssets, basePathOf(externalUrl)),
    ...[...pages, ...consolePages, nothingHere].map(routeOf),
  ];
}

const nothingHere: Page = {
  path: '*',
  show: async (visit) => errorAnswer(visit, 404, 'error.notFound'),
};

interface Serving {
  readonly page: Page;
  readonly tools: PageTools;
  readonly guard: FormGuard;
  readonly assets: Assets;
  readonly log: Log;
}

async function serve(serving: Serving, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { tools, guard } = serving;
  const visit = await readVisit(serving.page, tools, guard, serving.assets, request, reply);
  try {
    const answer = await answerOf(serving, visit);
    if ('fault' in answer) logFault(serving, visit, answer.fault);
    return send(reply, visit, tools, answer);
  } catch (error) {
    return send(reply, visit, tools, failure(visit, serving, error));
  }
}

async function answerOf({ page, tools, guard, log }: Serving, visit: Visit): Promise<PageAnswer> {
  if (visit.isLost) return errorAnswer(visit, 404, 'error.notFound');
  if (tools.isSignInRefused) return errorAnswer(visit, 403, 'error.unprotected');
  if (visit.request.method !== 'POST') return await page.show(visit, tools);
  if (!page.submit) return errorAnswer(visit, 405, 'error.notFound', { allow: 'GET, HEAD' });
  const sender = page.isPersonal?.(visit) ? visit.user && accountId(visit.user) : anybody;
  const refusal = guard.refusal(visit.request, sender, visit.form.get(tokenField));
  if (refusal === 'otherOrigin') warnOfOrigin(visit, tools, log);
  if (refusal !== undefined) return await again(visit, page, tools, refusal);
  if (asksForVerdicts(visit)) return await verdictsAnswer(visit, page.subject?.(visit, tools), tools);
  const sent = withKeptForm(visit, tools, page);
  if (!sent) return await again({ ...visit, form: new URLSearchParams() }, page, tools, 'stale');
  using turn = page.takesTurn ? undefined : await tools.writing.enter(callerOf(visit), visit.signal);
  if (turn?.hasWaited && page.isPersonal?.(visit)) await requireSession(visit, tools);
  const answer = await page.submit(sent, tools);
  return 'isProof' in answer ? await proofFirst(sent as MemberVisit, answer, page, tools) : answer;
}

/** The page that asks for the proof, with the form that waits for it; or the way there, where there is none. */
async function proofFirst(visit: MemberVisit, answer: Redirect, page: Page, tools: PageTools): Promise<PageAnswer> {
  const keptForm = keepForm(visit, tools, page, page.formLimit ?? formLimit);
  if (keptForm) return await shownStepUp({ ...visit, keptForm }, answer.location, tools);
  if (isPartlyLost(visit.form, page.keeps ?? [])) tools.notices.put(visit.response, proofPartly);
  return answer;
}

/**
 * Answers a form that does not count. Where it came from one of our own pages, the page is shown again, says why, and keeps
 * what may be kept; a person who is no longer signed in signs in first. Nobody gets what another person has typed.
 */
async function again(visit: Visit, page: Page, tools: PageTools, reason: FormRefusal): Promise<PageAnswer> {
  const refused = errorAnswer(visit, 403, `form.${reason}`);
  if (reason === 'otherOrigin') return refused;
  if (page.isPersonal?.(visit) && !visit.user) {
    const kept = reason === 'otherSession' ? signedOutForm(visit, page.keeps) : undefined;
    return kept ?? signInFirst(visit, tools, page.keeps);
  }
  const form = reason === 'otherSession' ? new URLSearchParams() : visit.form;
  const shown = await page.show({ ...visit, form }, tools).catch(unlessInternal(refused));
  return 'body' in shown ? { ...shown, status: 403, isRefused: true, refusal: reason } : refused;
}

/** A page about something that there is not has nothing to say to a form that does not count. */
const unlessInternal =
  <T>(answer: T) =>
  (error: unknown): T => {
    if (error instanceof GatehouseError) return answer;
    throw error;
  };

/** Often an `external-url` that is not what browsers use. Anyone can cause it, so the number of lines is limited. */
function warnOfOrigin({ request, traceId, now }: Visit, { externalUrl, originWarnings }: PageTools, log: Log): void {
  if (!originWarnings.take('', now)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  log.warn({ traceId, origin: origin?.slice(0, 300), site, expected: externalUrl }, 'form from another origin');
}

const callerOf = ({ user, urlOrganization, clientIp }: Visit): Caller =>
  newCaller(
    { organizationId: user?.organizationId ?? urlOrganization?.id ?? '', clientIp, account: user?.id ?? '' },
    user !== undefined,
  );

const refused: ReadonlySet<Failure['code']> = new Set([
  ...(['BadRequest', 'Forbidden', 'Conflict', 'ValidationFailed', 'Cancelled'] as const),
]);

const logFault = ({ log }: Serving, { traceId }: Visit, error: unknown): void =>
  log.error({ traceId, error: inspect(error) }, 'fault');

function failure(visit: Visit, serving: Serving, error: unknown): PageAnswer {
  const { page, tools } = serving;
  const code = error instanceof GatehouseError ? error.failure.code : 'Internal';
  if (code === 'Overloaded' || code === 'TooManyRequests' || code === 'Unavailable') throw error;
  if (code === 'Unauthenticated') return signedOutForm(visit, page.keeps) ?? signInFirst(visit, tools, page.keeps);
  if (code === 'NotFound') return errorAnswer(visit, 404, 'error.notFound');
  if (refused.has(code)) return errorAnswer(visit, 400, 'error.text');
  logFault(serving, visit, error);
  return errorAnswer(visit, 500, 'error.text');
}

/** Whether an application has sent the person here: to sign in, to consent or to sign out, or with what went wrong. */
const isForApplication = ({ about, query }: Visit): boolean =>
  about !== undefined || query.has('client_id') || query.has('errorId');

/**
 * Whether no application's request leads to the page, whatever its address says: those of the console, and those where people
 * manage what is theirs. A password may have to be changed on the way.
 */
const isOwn = (visit: Visit, { frame, menu }: Partial<ShownPage>): boolean =>
  frame !== undefined || (visit.user !== undefined && menu !== undefined && menu !== 'password');

const policyOf = (visit: Visit, page: Partial<ShownPage> = {}) =>
  policyHeaders({
    isForApplication: isForApplication(visit) && !isOwn(visit, page),
    hasPreview: page.hasPreview ?? false,
  });

function send(reply: FastifyReply, visit: Visit, tools: PageTools, answer: PageAnswer): FastifyReply {
  if ('body' in answer) return sendPage(reply, visit, tools, answer);
  if ('json' in answer) return reply.headers(policyOf(visit)).send(answer.json);
  if ('preview' in answer) return reply.headers(previewHeaders()).type('text/html; charset=utf-8').send(answer.preview);
  if ('file' in answer) return sendFile(reply.headers(policyOf(visit)), answer.file);
  const target = 'location' in answer ? answer.location : answer.leaveTo;
  // A script that asks for a part of a page leaves the page for another one as a whole.
  if (asksForPart(visit)) return reply.headers(policyOf(visit)).header('hx-redirect', target).send();
  // A script that sends a form in place goes there by itself: it is not told where a redirect leads.
  if (visit.request.headers['gatehouse-answer'] === 'in-place') {
    return reply.headers(policyOf(visit)).status(204).header('gatehouse-next', target).send();
  }
  if ('location' in answer && isPage(answer.location))
    return reply.headers(policyOf(visit)).redirect(target, 'isResent' in answer ? 307 : 303);
  return sendPage(reply, { ...visit, notice: undefined }, tools, redirectPage(visit, target));
}

function sendFile(reply: FastifyReply, { fileName, mediaType, content }: SavedFile): FastifyReply {
  return reply
    .type(mediaType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(streamOf(reply, content));
}

/** Whether htmx asks, which takes what it needs out of the answer: it gets the page without its layout, and no notice. */
const asksForPart = ({ request }: Visit): boolean => request.headers['hx-request'] === 'true';

/** What tells htmx to put the page in the place of the one that is open. It takes no page with the status of a failure. */
const insteadOfAll = { 'hx-retarget': 'body', 'hx-reselect': 'unset', 'hx-reswap': 'innerHTML show:window:top' };

/** A notice is shown by the page that the person sees, however many redirects led there. */
function sendPage(reply: FastifyReply, visit: Visit, { notices }: PageTools, page: ShownPage): FastifyReply {
  const isAsked = asksForPart(visit);
  const isPart = isAsked && !page.isInstead;
  const isPutInstead = isAsked && !isPart;
  if (visit.notice && !isPart) notices.forget(visit.response);
  return reply
    .status(isPutInstead ? 200 : (page.status ?? 200))
    .headers({ ...policyOf(visit, page), ...page.headers, ...(isPutInstead && insteadOfAll) })
    .type('text/html; charset=utf-8')
    .send(String(isPart ? page.body : layout(visit, page)));
}
