import type { Application } from '../directory/application.ts';

/**
 * Whether a page of that origin belongs to the application: it is the origin of one of its redirect URIs. Pages without
 * an origin of their own all send `null`, which is also what a URI of a private scheme has for one.
 */
export const isOwnOrigin = ({ redirectUris }: Pick<Application, 'redirectUris'>, origin: string): boolean =>
  origin !== 'null' && redirectUris.some((uri) => URL.parse(uri)?.origin === origin);

/** Lets a page of the application, in a browser, read the answer. */
export function originHeaders(
  application: Pick<Application, 'redirectUris'> | undefined,
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (!application || origin === undefined || !isOwnOrigin(application, origin)) return {};
  return { 'access-control-allow-origin': origin, vary: 'Origin' };
}
