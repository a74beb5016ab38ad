import type Provider from 'oidc-provider';
import type { Adapter, AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import { portalId } from '../../directory/application/built-in.ts';
import { originOf } from '../../directory/url-parts.ts';
import {
  newBrowserId,
  readBrowserId,
  resumePath,
  type TicketParts,
  type WaitingRequest,
} from '../browser/waiting-request.ts';
import { noAdapter } from './adapter.ts';
import { hintedParameter, hintedUser } from './hinted-user.ts';
import type { LibraryRequest } from './library-request.ts';
import { currentContext } from './patches.ts';

// The library calls a request that waits for the person an interaction. It would store them; here each travels with the
// browser, to the page that asks the person and back.

type Interaction = InstanceType<Provider['Interaction']> & { readonly parJti?: string };

/** The URL of the page that asks the person, below the prefix through which the request came. */
export function createPageUrl(parts: TicketParts & { readonly externalUrl: string }) {
  return ({ req }: KoaContextWithOIDC, interaction: Interaction): string => {
    const request = req as LibraryRequest;
    request.browser = readBrowserId(request, parts.cookieScope) ?? newBrowserId();
    const page = interaction.prompt.name === 'login' ? 'login' : 'consent';
    const returnUrl = resumePath(waitingFor(interaction), request.browser, request.prefix, parts);
    const address = `${originOf(parts.externalUrl)}${request.prefix}/web/${page}?returnUrl=${encodeURIComponent(returnUrl)}`;
    return `${address}${idFor(interaction)}`;
  };
}

/** SDKs use the portal's client to find out the id of an organization whose name they know. */
function idFor({ params: { client_id, organization } }: Interaction): string {
  return client_id === portalId && typeof organization === 'string' ? `&acr_values=tenant%3A${organization}` : '';
}

function waitingFor(interaction: Interaction): WaitingRequest {
  const { uid: id, exp, prompt, session, trusted = [], lastSubmission: result, parJti: pushedId } = interaction;
  // These two are not needed any more. Only the hinted user may sign in, so that one is kept.
  const { requested_scope, id_token_hint, ...asked } = interaction.params;
  const params = { [hintedParameter]: hintedUser(id_token_hint), ...asked };
  const waiting = { id, until: exp * 1000, params, trusted, pushedId };
  // The person signs in in a new session, whatever the browser had before.
  if (prompt.name === 'login') {
    return { ...waiting, prompt: 'login', before: session?.uid, session: undefined, result: undefined };
  }
  return {
    ...waiting,
    prompt: 'consent',
    before: undefined,
    session: session && { accountId: session.accountId, uid: session.uid },
    result,
  };
}

/** The library finds only the request that the browser has brought along. */
export function interactionAdapter(): Adapter {
  const brought = (id: string): WaitingRequest | undefined => {
    const { waiting } = currentContext().req as LibraryRequest;
    return waiting?.id === id ? waiting : undefined;
  };
  return {
    ...noAdapter,
    find: async (id) => toPayload(brought(id)),
  };
}

function toPayload(waiting: WaitingRequest | undefined): AdapterPayload | undefined {
  if (!waiting) return undefined;
  const { id: jti, until, prompt, params, trusted, session, result, pushedId } = waiting;
  return {
    ...{ kind: 'Interaction', jti, exp: Math.floor(until / 1000), returnTo: '' },
    ...{ params: { ...params }, trusted: [...trusted], session, result, parJti: pushedId },
    prompt: { name: prompt, reasons: [], details: {} },
  } as AdapterPayload;
}
