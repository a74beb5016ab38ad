import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerOf as newCaller } from '../../admission/caller.ts';
import { Budget } from '../../directory/budget.ts';
import { GatehouseError } from '../../errors.ts';
import type { Log } from '../../observe/log.ts';
import { routePrefix } from '../paths.ts';
import { accountPage } from './account-page.ts';
import { addAssets } from './asset-routes.ts';
import { type Assets, loadedAssets } from './assets.ts';
import { changePasswordPage } from './change-password-page.ts';
import { consentPage } from './consent-page.ts';
import { devicePage } from './device-page.ts';
import { errorAnswer, startPage } from './error-page.ts';
import { forgottenPasswordPage } from './forgotten-password-page.ts';
import { createFormGuard, type FormGuard, tokenField } from './form-guard.ts';
import { knownDeviceSeconds } from './known-device-cookie.ts';
import { layout } from './layout.ts';
import { confirmEmailPage, invitationPage, resetPage } from './link-pages.ts';
import type { Page, PageTools } from './page.ts';
import { pendingChangeSeconds } from './pending-change.ts';
import { policyOf } from './policy-headers.ts';
import { receive } from './receive.ts';
import { sealedCookie } from './sealed-cookie.ts';
import { sessionsPage } from './sessions-page.ts';
import { signInPage } from './sign-in-page.ts';
import { signedOutPage, signOutPage } from './sign-out-page.ts';
import { tokensPage } from './tokens-page.ts';
import type { Answer, Visit } from './visit.ts';

/** Every page there is. */
export const pages: readonly Page[] = [
  startPage,
  signInPage,
  consentPage,
  signOutPage,
  signedOutPage,
  forgottenPasswordPage,
  resetPage,
  invitationPage,
  confirmEmailPage,
  changePasswordPage,
  sessionsPage,
  tokensPage,
  devicePage,
  accountPage,
];

type MadeHere = 'notices' | 'pendingChanges' | 'knownDevice' | 'isSecure' | 'originWarnings';

export type PagesParts = Omit<PageTools, MadeHere>;

/** The largest form: three passwords of the greatest length, percent-encoded. */
const formLimit = 128 * 1024;

/** How long something that was done is remembered until the next page says it. */
const noticeSeconds = 120;

/** Hangs the pages that people see into the server, below every prefix. */
export function addPages(app: FastifyInstance, parts: PagesParts, log: Log): void {
  const isSecure = parts.externalUrl.startsWith('https:');
  const keeper = { ...parts, isSecure };
  const tools: PageTools = {
    ...keeper,
    notices: sealedCookie(keeper, 'notice', noticeSeconds),
    pendingChanges: sealedCookie(keeper, 'change', pendingChangeSeconds),
    knownDevice: sealedCookie(keeper, 'device', knownDeviceSeconds),
    originWarnings: new Budget({ most: 10, windowMs: 60_000, capacity: 1 }),
  };
  const guard = createFormGuard(tools, parts.externalUrl);
  const personOf = (request: IncomingMessage) => tools.knownDevice.read(request)?.accounts[0]?.account;
  addAssets(app, loadedAssets, tools.store.settings);
  for (const page of [...pages, nothingHere]) {
    const answer = (request: FastifyRequest, reply: FastifyReply) =>
      serve({ page, tools, guard, assets: loadedAssets(), log }, request, reply);
    app.route({
      method: ['GET', 'POST'],
      url: `${routePrefix}/web/${page.path}`,
      bodyLimit: formLimit,
      config: { cost: page.cost ?? 'request', isPage: true, personOf },
      handler: answer,
    });
  }
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
  const { tools, guard, log } = serving;
  const visit = await receive(tools, guard, serving.assets, request, reply);
  try {
    return send(reply, visit, await answerOf(serving, visit));
  } catch (error) {
    return send(reply, visit, failure(visit, log, error));
  }
}

async function answerOf({ page, tools, guard, log }: Serving, visit: Visit): Promise<Answer> {
  if (visit.isLost) return errorAnswer(visit, 404, 'error.notFound');
  if (tools.isSignInRefused) return errorAnswer(visit, 403, 'error.unprotected');
  if (visit.request.method !== 'POST') return await page.show(visit, tools);
  if (!page.submit) return errorAnswer(visit, 405, 'error.notFound', { allow: 'GET' });
  const refusal = guard.refusal(visit.request, visit.session?.id, visit.form.get(tokenField));
  if (refusal === 'otherOrigin') warnOfOrigin(visit, tools, log);
  if (refusal !== undefined) return errorAnswer(visit, 403, `form.${refusal}`);
  using _turn = page.hashes ? undefined : await tools.writing.enter(callerOf(visit), visit.signal);
  return await page.submit(visit, tools);
}

/** Often an `external-url` that is not what browsers use. Anybody can cause it, so there are not more than some lines. */
function warnOfOrigin({ request, traceId, now }: Visit, { externalUrl, originWarnings }: PageTools, log: Log): void {
  if (!originWarnings.take('', now)) return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  log.warn({ traceId, origin: origin?.slice(0, 300), site, expected: externalUrl }, 'form from another origin');
}

const callerOf = ({ user, place, clientIp }: Visit): Caller =>
  newCaller(
    { organizationId: user?.organizationId ?? place?.id ?? '', clientIp, account: user?.id ?? '' },
    user !== undefined,
  );

function failure(visit: Visit, log: Log, error: unknown): Answer {
  const code = error instanceof GatehouseError ? error.failure.code : 'Internal';
  if (code === 'Overloaded' || code === 'TooManyRequests' || code === 'Unavailable') throw error;
  if (code === 'NotFound') return errorAnswer(visit, 404, 'error.notFound');
  if (code === 'Forbidden' || code === 'Conflict' || code === 'ValidationFailed' || code === 'Cancelled') {
    return errorAnswer(visit, 400, 'error.text');
  }
  log.error({ traceId: visit.traceId, error: inspect(error) }, 'fault');
  return errorAnswer(visit, 500, 'error.text');
}

function send(reply: FastifyReply, visit: Visit, answer: Answer): FastifyReply {
  if (!('body' in answer)) {
    return reply.headers(policyOf([])).redirect('location' in answer ? answer.location : answer.leaveTo, 303);
  }
  return reply
    .status(answer.status ?? 200)
    .headers({ ...policyOf(answer.formTargets ?? []), ...answer.headers })
    .type('text/html; charset=utf-8')
    .send(String(layout(visit, answer)));
}
