import { malformedRedirectUri } from '../../directory/application/redirect-uri.ts';

/** A loopback address with a port, of which an application at a person's desk often cannot know which will be free. */
const loopbackPort = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)):\d{1,5}(?=[/?]|$)/;

/**
 * Whether `uri` is one of those that the application registered, character by character. A loopback address registered
 * without a port stands for every port (RFC 8252 section 7.3).
 */
export function isRegisteredUri(registered: readonly string[], uri: string): boolean {
  if (malformedRedirectUri(uri) !== undefined) return false;
  return registered.includes(uri) || registered.includes(uri.replace(loopbackPort, '$1'));
}
