import type { ServerResponse } from 'node:http';
import { type Caller, callerOf } from '../../admission/caller.ts';
import type { Gate } from '../../admission/gate.ts';
import type { Application } from '../../directory/application.ts';
import { callingClient } from '../client/calling-client.ts';
import { type ClientAuthenticationParts, withVerifiedSecret } from '../client/client-authentication.ts';
import { type ClientFields, clientFieldLengths, withClientCredentials } from '../client/presented-credentials.ts';
import { requireFittingProof } from '../dpop/sent-proof.ts';
import { toLibraryParameters } from '../provider/extra-parameters.ts';
import type { Library } from '../provider/handler.ts';
import { libraryRequest } from '../provider/library-request.ts';
import { readField, readFields } from './form.ts';
import { type deviceAuthorizationPath, prefixOf, type pushedAuthorizationPath } from './paths.ts';
import type { Note, RoutedRequest } from './routed-request.ts';

/** How an endpoint reaches the library. */
export interface LibraryAccess {
  readonly library: () => Library;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
}

/** What the library gets of a request. */
export interface LibraryForm {
  readonly fields: URLSearchParams;
  /** The resources that it names. */
  readonly resources?: readonly string[];
  /** On whose behalf it writes; absent where passwords are hashed, which has turns of its own. */
  readonly caller?: Caller;
}

/** A client that has proved who it is is known; everybody can say the name of a public one. */
export const callerFor = ({ organizationId, id, isConfidential }: Application, { clientIp }: RoutedRequest): Caller =>
  callerOf({ organizationId, clientIp: clientIp ?? null, account: id }, isConfidential);

/**
 * Has the library answer what a program posts. `read` makes of the request the form that the library gets, or nothing
 * when it has answered by itself; nothing else of the request is passed on but the proof of a key.
 */
export async function answerWithLibrary(
  request: RoutedRequest,
  response: ServerResponse,
  path: string,
  { library, writing, externalUrl, now }: LibraryAccess,
  read: () => Promise<LibraryForm | undefined>,
): Promise<void> {
  const form = await read();
  if (form === undefined) return;
  requireFittingProof(request, externalUrl, now());
  const prefix = prefixOf(request.originalUrl ?? '', path);
  const passOn = ['dpop'];
  using _turn = form.caller && (await writing.enter(form.caller));
  const { fields: body, resources } = form;
  await library().handle(
    libraryRequest({ method: 'POST', url: path, prefix, externalUrl, caller: request, passOn, body, resources }),
    response,
  );
}

/** Authorization requests that come from a program: pushed ones (RFC 9126) and those of devices (RFC 8628). */
export function answerAuthorizationForm(
  path: typeof pushedAuthorizationPath | typeof deviceAuthorizationPath,
  parts: ClientAuthenticationParts,
) {
  return async (request: RoutedRequest, response: ServerResponse, note: Note, access: LibraryAccess): Promise<void> => {
    await answerWithLibrary(request, response, path, access, async () => {
      const given = await readFields(request);
      const credentials = Object.entries(clientFieldLengths).map(([name, most]) => [
        name,
        readField(given, name, most),
      ]);
      const named = withClientCredentials<ClientFields>(Object.fromEntries(credentials), request.headers.authorization);
      const { application } = await callingClient(named, request, response, parts);
      if (!application.isConfidential) await parts.throttle.spend('authorization', request.clientIp ?? '');
      const client = withVerifiedSecret(named, application);
      const fields = toLibraryParameters(given);
      for (const [name, value] of Object.entries(client)) if (value !== undefined) fields.set(name, value);
      note({ client: client.client_id ?? '' });
      return { fields, caller: callerFor(application, request) };
    });
  };
}
