import type { IncomingMessage } from 'node:http';
import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';
import { giveConsent, recordConsent } from '../../directory/consent.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { Store } from '../../directory/store.ts';
import { accountId } from '../../directory/user.ts';
import { isOfHost } from '../provider/organization-choice.ts';
import { asksEachTime } from '../provider/redirect-uri.ts';
import { cookieNames, readCookie } from './cookies.ts';
import type { Interaction, Interactions } from './interaction.ts';
import { interactionIn } from './interaction-in.ts';
import type { BrowserSessions } from './session.ts';

export interface InteractionParts {
  readonly provider: () => Provider;
  readonly sessions: BrowserSessions;
  readonly directory: Pick<Store, 'applications' | 'transaction'>;
  readonly isSecure: boolean;
  readonly now: () => number;
}

type Asked = InstanceType<Provider['Interaction']>;

export function createInteractions(parts: InteractionParts): Interactions {
  const { sessions, directory, now } = parts;
  return {
    async find(request, returnUrl) {
      const asked = await find(parts, request, returnUrl);
      const application = asked && (await directory.applications.findByClientId(text(asked.params.client_id) ?? ''));
      return application && describe(asked, application);
    },

    async completeSignIn(request, response, user, { returnUrl, ...facts }) {
      const asked = await find(parts, request, returnUrl);
      await sessions.start(request, response, user, facts);
      // That it was done is all the library is told: who it was says the session.
      if (asked?.prompt.name === 'login') await settle(asked, { login: false }, now());
      return returnUrl;
    },

    async allow(request, returnUrl, { traceId, clientIp }) {
      const asked = await find(parts, request, returnUrl);
      const session = await sessions.current(request);
      // Only for who was asked: somebody else may have signed in meanwhile.
      if (asked?.prompt.name === 'consent' && session && asked.session?.accountId === accountId(session.user)) {
        const scopes = text(asked.params.scope)?.split(' ') ?? [];
        const applicationId = text(asked.params.client_id) ?? '';
        const consent = { user: session.user, applicationId, scopes, at: now(), traceId, clientIp };
        const application = await directory.applications.findByClientId(applicationId);
        const keep = application && isRemembered(asked, application) ? giveConsent : recordConsent;
        await directory.transaction((tables) => keep(tables, consent));
        await settle(asked, { consent: { accountId: accountId(session.user) } }, now());
      }
      return returnUrl;
    },

    async deny(request, returnUrl) {
      const asked = await find(parts, request, returnUrl);
      if (!asked) return undefined;
      asked.result = { error: 'access_denied', error_description: 'The person has refused.' };
      await save(asked, now());
      return returnUrl;
    },
  };
}

/**
 * The authorization request to which the return URL leads, if it began in this browser: a request of somebody else must
 * not be completed by who is only lured here.
 */
async function find(
  { provider, isSecure }: InteractionParts,
  request: IncomingMessage,
  returnUrl: OwnPath | undefined,
): Promise<Asked | undefined> {
  const uid = readCookie(request, cookieNames(isSecure).interaction);
  if (uid === undefined || interactionIn(returnUrl) !== uid) return undefined;
  return (await provider().Interaction.find(uid)) as Asked | undefined;
}

async function settle(asked: Asked, result: object, now: number): Promise<void> {
  asked.result = { ...asked.lastSubmission, ...result } as InteractionResults;
  // A sign-in begins a new session, and the request goes on in that one.
  Object.assign(asked, { session: undefined });
  await save(asked, now);
}

const save = (asked: Asked, now: number): Promise<string> =>
  asked.save(Math.max(asked.exp - Math.floor(now / 1000), 1));

const isRemembered = ({ params }: Asked, application: Application): boolean =>
  !asksEachTime(application, text(params.redirect_uri) ?? '');

function describe(asked: Asked, application: Application): Interaction {
  const { prompt, params } = asked;
  const { id, name, organizationId } = application;
  return {
    kind: prompt.name === 'login' ? 'signIn' : 'consent',
    application: { id, name },
    organizationId: isOfHost(application) ? text(params.organization) : organizationId,
    scopes: text(params.scope)?.split(' ') ?? [],
    isRemembered: isRemembered(asked, application),
    loginHint: text(params.login_hint),
    uiLocales: text(params.ui_locales),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
