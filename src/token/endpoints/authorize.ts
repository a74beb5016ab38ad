import type { ServerResponse } from 'node:http';
import { callerOf } from '../../admission/caller.ts';
import { toLibrary } from '../provider/extra-parameters.ts';
import { frontRequest } from '../provider/front-request.ts';
import { clientFieldLengths } from './client-authentication.ts';
import type { Note, RoutedRequest } from './endpoints.ts';
import { readFields } from './form.ts';
import type { LibraryAccess } from './library-request.ts';
import { authorizationPath, prefixOf } from './paths.ts';

/**
 * The authorization endpoint (OpenID Connect Core section 3.1.2): a browser comes with the request in the query or a
 * form, and comes back to a path below when the person has signed in and consented.
 */
export async function answerAuthorization(
  request: RoutedRequest,
  response: ServerResponse,
  note: Note,
  { library, writing, externalUrl }: LibraryAccess,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const isNew = path === authorizationPath;
  const given = request.method === 'POST' ? await readFields(request) : new URLSearchParams(query);
  const parameters = toLibrary(given);
  const client = parameters.get('client_id')?.slice(0, clientFieldLengths.client_id) ?? '';
  note({ client });
  const url = isNew ? `${path}?${parameters}` : path;
  const prefix = prefixOf(request.originalUrl ?? '', path);
  const passOn = ['cookie'];
  const caller = { organizationId: '', clientIp: request.clientIp ?? null, account: client };
  using _turn = await writing.enter(callerOf(caller, false));
  await library().handle(frontRequest({ method: 'GET', url, prefix, externalUrl, caller: request, passOn }), response);
}
