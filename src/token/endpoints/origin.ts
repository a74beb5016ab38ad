import type { ServerResponse } from 'node:http';
import type { Application } from '../../directory/application.ts';
import { withoutLoopbackPort } from '../provider/redirect-uri.ts';

/**
 * Whether a page of that origin belongs to the application: it is the origin of one of its redirect URIs. Pages without
 * an origin of their own all send `null`, which is also what a URI of a private scheme has for one.
 */
function isOwnOrigin({ redirectUris }: Pick<Application, 'redirectUris'>, origin: string): boolean {
  const own = [origin, withoutLoopbackPort(origin)];
  return origin !== 'null' && redirectUris.some((uri) => own.includes(URL.parse(uri)?.origin ?? 'null'));
}

/**
 * Lets a page of the application, in a browser, read whatever is answered, and no other page any more. As long as nobody
 * knows whose page it is, it stays as it was: a refusal may be read by the pages of every registered application.
 */
export function allowOwnOrigin(
  response: ServerResponse,
  application: Pick<Application, 'redirectUris'> | undefined,
  origin: string | undefined,
): void {
  if (origin === undefined) return;
  response.setHeader('vary', 'Origin');
  if (!application) return;
  if (isOwnOrigin(application, origin)) response.setHeader('access-control-allow-origin', origin);
  else response.removeHeader('access-control-allow-origin');
}
