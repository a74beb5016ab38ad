import type { ServerResponse } from 'node:http';
import { type Caller, callerOf } from '../../admission/caller.ts';
import type { Gate } from '../../admission/gate.ts';
import type { Application } from '../../directory/application.ts';
import { hangUpSignal } from '../../hang-up.ts';
import { requirePlausibleProof } from '../dpop/request-proof.ts';
import type { Library } from '../provider/handler.ts';
import { libraryRequest } from '../provider/library-request.ts';
import { prefixOf } from './paths.ts';
import type { RoutedRequest } from './routed-request.ts';

/** How an endpoint reaches the library. */
export interface LibraryAccess {
  readonly library: () => Promise<Library>;
  /** The URL under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** True when nobody may sign in, because passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
}

/** The form that the library gets. */
export interface LibraryForm {
  readonly fields: URLSearchParams;
  /** The resources that the request names. */
  readonly resources?: readonly string[];
  /** Who waits for a turn to write. */
  readonly caller: Caller;
}

/** The client as a caller who waits for a turn: known if it is authenticated; anyone may claim to be a public client. */
export const callerOfClient = (
  { organizationId, id, isConfidential }: Application,
  { clientIp }: RoutedRequest,
): Caller => callerOf({ organizationId, clientIp: clientIp ?? null, account: id }, isConfidential);

/**
 * Forwards the POST request of a program to the library. `read` returns the form that the library gets, or undefined when
 * it has sent the response itself. Nothing else of the request is passed on but the proof of a key.
 */
export async function forwardToLibrary(
  request: RoutedRequest,
  response: ServerResponse,
  path: string,
  { library, writing, externalUrl, now }: LibraryAccess,
  read: () => Promise<LibraryForm | undefined>,
): Promise<void> {
  const form = await read();
  if (form === undefined) return;
  requirePlausibleProof(request, externalUrl, now());
  const prefix = prefixOf(request.originalUrl ?? '', path);
  const passOn = ['dpop'];
  using _turn = await writing.enter(form.caller, hangUpSignal(response));
  const { fields: body, resources } = form;
  const { handle } = await library();
  await handle(
    libraryRequest({ method: 'POST', url: path, prefix, externalUrl, caller: request, passOn, body, resources }),
    response,
  );
}
