import type { IncomingMessage } from 'node:http';
import type { Application } from '../../directory/application.ts';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import { giveConsent, recordConsent } from '../../directory/consent/give.ts';
import { isMultiFactor } from '../../directory/factor.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import { scopeNames } from '../../directory/scope.ts';
import type { Store } from '../../directory/store.ts';
import { accountId } from '../../directory/user.ts';
import { strengthParameter } from '../provider/extra-parameters.ts';
import { hintedParameter } from '../provider/hinted-user.ts';
import { lifetimes } from '../provider/lifetimes.ts';
import { isOfHost } from '../provider/organization-choice.ts';
import { asksConsentEachTime } from '../provider/redirect-uri.ts';
import type { Interaction, Interactions } from './interaction.ts';
import type { BrowserSession, BrowserSessions } from './session.ts';
import {
  findWaitingRequest,
  readWaitingRequest,
  resumePathWith,
  type TicketParts,
  type WaitingRequest,
} from './waiting-request.ts';

export interface InteractionParts extends TicketParts {
  readonly sessions: BrowserSessions;
  readonly directory: Pick<Store, 'applications' | 'transaction'>;
}

export function createInteractions(parts: InteractionParts): Interactions {
  const { sessions } = parts;
  /** The library only learns that somebody signed in; the session, in which the request continues, says who. */
  const signedIn = (
    request: IncomingMessage,
    returnUrl: OwnPath | undefined,
    { result }: WaitingRequest,
    session: WaitingRequest['session'],
  ) => resumePathWith(returnUrl, request, { session, result: { ...result, login: false } }, parts);
  return {
    async find(request, returnUrl) {
      const asked = findWaitingRequest(returnUrl, request, parts);
      const application = asked && (await findApplication(parts, asked));
      return application && describe(asked, application);
    },

    async findInAnyBrowser(returnUrl) {
      const asked = readWaitingRequest(returnUrl, parts);
      const application = asked && (await findApplication(parts, asked));
      return application && describe(asked, application);
    },

    async resume(request, returnUrl) {
      const asked = findWaitingRequest(returnUrl, request, parts);
      const session = asked?.prompt === 'login' ? await sessions.current(request) : undefined;
      if (!asked || !session || session.id === asked.before) return undefined;
      if (asksSecondFactor(asked) && !isMultiFactor(session.methods)) return undefined;
      if (!isRecentEnough(asked, session, parts.now()) || isOfAnother(asked, session)) return undefined;
      return signedIn(request, returnUrl, asked, { accountId: accountId(session.user), uid: session.id });
    },

    async completeSignIn(request, response, user, { returnUrl, ...facts }) {
      const asked = findWaitingRequest(returnUrl, request, parts);
      const { id: uid } = await sessions.start(request, response, user, facts);
      if (asked?.prompt !== 'login') return returnUrl;
      return signedIn(request, returnUrl, asked, { accountId: accountId(user), uid });
    },

    allow: (request, returnUrl, origin) => allowRequest(parts, request, returnUrl, origin),

    async deny(request, returnUrl) {
      const result = { error: 'access_denied', error_description: 'The person has refused.' };
      return resumePathWith(returnUrl, request, { result }, parts);
    },
  };
}

/** Stores the consent, for this request or for later ones as well, and resumes the request. */
async function allowRequest(
  parts: InteractionParts,
  request: IncomingMessage,
  returnUrl: OwnPath | undefined,
  { traceId, clientIp }: AuditOrigin,
): Promise<OwnPath | undefined> {
  const { sessions, directory, now } = parts;
  const asked = findWaitingRequest(returnUrl, request, parts);
  const session = await sessions.current(request);
  const account = session && accountId(session.user);
  // Only the person who was asked: somebody else may have signed in meanwhile.
  if (asked?.prompt !== 'consent' || !session || asked.session?.accountId !== account) return returnUrl;
  const scopes = scopeNames(text(asked.params.scope));
  const application = await findApplication(parts, asked);
  if (!application) return returnUrl;
  const consent = { user: session.user, applicationId: application.id, scopes, at: now(), traceId, clientIp };
  const keep = isRemembered(asked, application) ? giveConsent : recordConsent;
  await directory.transaction((tables) => keep(tables, consent));
  return resumePathWith(returnUrl, request, { result: { ...asked.result, consent: { accountId: account } } }, parts);
}

const findApplication = ({ directory }: InteractionParts, { params }: WaitingRequest) =>
  directory.applications.findByClientId(text(params.client_id) ?? '');

const isRemembered = ({ params }: WaitingRequest, application: Application): boolean =>
  !asksConsentEachTime(application, text(params.redirect_uri) ?? '');

function describe(asked: WaitingRequest, application: Application): Interaction {
  const { prompt, params } = asked;
  const { id, name, organizationId } = application;
  return {
    kind: prompt === 'login' ? 'signIn' : 'consent',
    application: { id, name },
    place: placeOf(text(params.redirect_uri) ?? ''),
    organizationId: isOfHost(application) ? text(params.organization) : organizationId,
    asksSecondFactor: asksSecondFactor(asked),
    scopes: scopeNames(text(params.scope)),
    isRemembered: isRemembered(asked, application),
    loginHint: text(params.login_hint),
    uiLocales: text(params.ui_locales),
  };
}

/**
 * Whether the session is as recent as the application asks. That it is another one than the browser had says nothing of its age: a
 * browser withholds its cookie from a form of another site, and whoever has taken it can do so as well.
 */
function isRecentEnough({ params, until }: WaitingRequest, { signedInAt }: BrowserSession, now: number): boolean {
  const seconds = scopeNames(text(params.prompt)).includes('login') ? 0 : Number(params.max_age ?? Infinity);
  const beganAt = until - lifetimes.Interaction * 1000;
  return signedInAt >= beganAt || now - signedInAt <= seconds * 1000;
}

/** Whether the request came with an ID token of somebody else: the application is not told so before that person could sign in. */
const isOfAnother = ({ params }: WaitingRequest, { user }: BrowserSession): boolean =>
  (params[hintedParameter] ?? user.id) !== user.id;

const asksSecondFactor = ({ params }: WaitingRequest): boolean => params[strengthParameter] !== undefined;

/** In ASCII, so that no host passes for another one that looks like it. */
function placeOf(redirectUri: string): string | undefined {
  const { protocol = '', host } = URL.parse(redirectUri) ?? {};
  return host || protocol.slice(0, -1) || undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
