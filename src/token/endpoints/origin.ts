import type { ServerResponse } from 'node:http';
import type { Application } from '../../directory/application.ts';
import { withoutLoopbackPort } from '../provider/redirect-uri.ts';

/**
 * Whether it is the origin of one of the application's redirect URIs. Pages without an origin send `null`, which is also the
 * origin of a URI with a private scheme.
 */
function isOwnOrigin({ redirectUris }: Pick<Application, 'redirectUris'>, origin: string): boolean {
  const own = [origin, withoutLoopbackPort(origin)];
  return origin !== 'null' && redirectUris.some((uri) => own.includes(URL.parse(uri)?.origin ?? 'null'));
}

/**
 * Lets the application's own pages read the response (CORS), and no others. While the application is not known, the header
 * stays as it was: pages of every registered application may read a refusal.
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
