import type Provider from 'oidc-provider';
import type { Adapter, AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import { portalId } from '../../directory/application/built-in.ts';
import {
  newBrowserId,
  readBrowserId,
  resumePath,
  type TicketParts,
  type WaitingRequest,
} from '../browser/waiting-request.ts';
import { hintedParameter, hintedUser } from './hinted-user.ts';
import type { LibraryRequest } from './library-request.ts';
import { currentContext } from './patches.ts';

// What the library calls an interaction is a request that waits for the person. It would keep them in the store; here
// each goes with the browser, to the page that asks the person and back.

type Interaction = InstanceType<Provider['Interaction']> & { readonly parJti?: string };

/** Sends the browser to the page that asks the person, below the prefix through which the request came. */
export function createPageUrl(parts: TicketParts & { readonly externalUrl: string }) {
  return ({ req }: KoaContextWithOIDC, interaction: Interaction): string => {
    const request = req as LibraryRequest;
    request.browser = readBrowserId(request, parts.isSecure) ?? newBrowserId();
    const page = interaction.prompt.name === 'login' ? 'login' : 'consent';
    const returnUrl = resumePath(waitingFor(interaction), request.browser, request.prefix, parts);
    const address = `${parts.externalUrl}${request.prefix}/web/${page}?returnUrl=${encodeURIComponent(returnUrl)}`;
    return `${address}${idFor(interaction)}`;
  };
}

/** With the client of the portal, development kits find out the id of an organization whose name they know. */
function idFor({ params: { client_id, organization } }: Interaction): string {
  return client_id === portalId && typeof organization === 'string' ? `&acr_values=tenant%3A${organization}` : '';
}

function waitingFor(interaction: Interaction): WaitingRequest {
  const { uid: id, exp, prompt, session, trusted = [], lastSubmission: result, parJti: pushedId } = interaction;
  // Both have done their part. Who was hinted at has still to be who signs in.
  const { requested_scope, id_token_hint, ...asked } = interaction.params;
  const params = { [hintedParameter]: hintedUser(id_token_hint), ...asked };
  const waiting = { id, until: exp * 1000, params, trusted, pushedId };
  // Who signs in does so in a new session, whatever was before.
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

/** Lets the library find the request that the browser has brought along, and no other. */
export function interactionAdapter(): Adapter {
  const brought = (id: string): WaitingRequest | undefined => {
    const { waiting } = currentContext().req as LibraryRequest;
    return waiting?.id === id ? waiting : undefined;
  };
  return {
    find: async (id) => toPayload(brought(id)),
    destroy: async () => {},
    upsert: async () => {},
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async () => {},
    revokeByGrantId: async () => {},
  };
}

function toPayload(waiting: WaitingRequest | undefined): AdapterPayload | undefined {
  if (!waiting) return undefined;
  const { id: jti, until, prompt, params, trusted, session, result, pushedId } = waiting;
  return {
    ...{
      kind: 'Interaction',
      jti,
      exp: Math.floor(until / 1000),
      returnTo: '',
      params: { ...params },
      trusted: [...trusted],
    },
    ...{ prompt: { name: prompt, reasons: [], details: {} }, session, result, parJti: pushedId },
  } as AdapterPayload;
}
