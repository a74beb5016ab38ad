import type { IncomingMessage } from 'node:http';
import type { Application } from '../../directory/application.ts';
import { giveConsent } from '../../directory/consent.ts';
import type { Store } from '../../directory/store.ts';
import { accountId } from '../../directory/user.ts';
import { isOfHost } from '../provider/organization-choice.ts';
import type { Interaction, Interactions } from './interaction.ts';
import { ownPath } from './return-url.ts';
import type { BrowserSessions } from './session.ts';
import { requestIn, type TicketParts, type WaitingRequest, withResult } from './ticket.ts';

export interface InteractionParts extends TicketParts {
  readonly sessions: BrowserSessions;
  readonly directory: Pick<Store, 'applications' | 'transaction'>;
}

export function createInteractions(parts: InteractionParts): Interactions {
  const { sessions, directory, now } = parts;
  const find = (request: IncomingMessage, returnUrl: string | undefined) =>
    requestIn(ownPath(returnUrl), request, parts);
  /** Where the request goes on, when this has been done for it. */
  const settle = (request: IncomingMessage, returnUrl: string | undefined, done: Partial<WaitingRequest>) =>
    withResult(ownPath(returnUrl), request, done, parts);
  return {
    async find(request, returnUrl) {
      const asked = find(request, returnUrl);
      const application = asked && (await directory.applications.findByClientId(text(asked.params.client_id) ?? ''));
      return application && describe(asked, application);
    },

    async completeSignIn(request, response, user, { returnUrl, ...facts }) {
      const asked = find(request, returnUrl);
      const { id: uid } = await sessions.start(request, response, user, facts);
      if (asked?.prompt !== 'login') return ownPath(returnUrl);
      // That it was done is all the library is told: who it was says the session, in which the request goes on.
      const session = { accountId: accountId(user), uid };
      return settle(request, returnUrl, { session, result: { ...asked.result, login: false } });
    },

    async allow(request, returnUrl, { traceId, clientIp }) {
      const asked = find(request, returnUrl);
      const session = await sessions.current(request);
      // Only for who was asked: somebody else may have signed in meanwhile.
      if (asked?.prompt !== 'consent' || !session || asked.session?.accountId !== accountId(session.user))
        return ownPath(returnUrl);
      const scopes = text(asked.params.scope)?.split(' ') ?? [];
      const applicationId = text(asked.params.client_id) ?? '';
      const consent = { user: session.user, applicationId, scopes, at: now(), traceId, clientIp };
      await directory.transaction((tables) => giveConsent(tables, consent));
      return settle(request, returnUrl, { result: { ...asked.result, consent: {} } });
    },

    async deny(request, returnUrl) {
      const result = { error: 'access_denied', error_description: 'The person has refused.' };
      return settle(request, returnUrl, { result });
    },
  };
}

function describe({ prompt, params }: WaitingRequest, application: Application): Interaction {
  const { id, name, organizationId } = application;
  return {
    kind: prompt === 'login' ? 'signIn' : 'consent',
    application: { id, name },
    organizationId: isOfHost(application) ? text(params.organization) : organizationId,
    scopes: text(params.scope)?.split(' ') ?? [],
    loginHint: text(params.login_hint),
    uiLocales: text(params.ui_locales),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
