import type { ServerResponse } from 'node:http';
import { toLibrary } from '../provider/extra-parameters.ts';
import { frontRequest } from '../provider/front-request.ts';
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
  { library, externalUrl }: LibraryAccess,
): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const isNew = path === authorizationPath;
  const given = request.method === 'POST' ? await readFields(request) : new URLSearchParams(query);
  const parameters = toLibrary(given);
  note({ client: parameters.get('client_id') ?? '' });
  const url = isNew ? `${path}?${parameters}` : path;
  const prefix = prefixOf(request.originalUrl ?? '', path);
  const passOn = ['cookie'];
  await library().handle(frontRequest({ method: 'GET', url, prefix, externalUrl, caller: request, passOn }), response);
}
