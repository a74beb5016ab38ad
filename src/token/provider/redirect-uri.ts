import { malformedRedirectUri } from '../../directory/application/redirect-uri.ts';
import type { Application } from '../../directory/application.ts';

/** A loopback address with a port: a native application often cannot know in advance which port will be free. */
const loopbackPort = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)):\d{1,5}(?=[/?]|$)/;

/** The form in which it is registered to match every port (RFC 8252 section 7.3). */
export const withoutLoopbackPort = (uri: string): string => uri.replace(loopbackPort, '$1');

/**
 * Whether `uri` is one of the registered ones, character by character. A loopback address that is registered without a port
 * matches every port.
 */
export function isRegisteredUri(registered: readonly string[], uri: string): boolean {
  if (malformedRedirectUri(uri) !== undefined) return false;
  return registered.includes(uri) || registered.includes(withoutLoopbackPort(uri));
}

/**
 * Whether the person is asked for consent each time, even after they gave it: any program on their machine can listen at a
 * loopback address or register a URI scheme and claim to be the application, if that has no secret to prove who it is (RFC
 * 8252 section 8.6).
 */
export function asksConsentEachTime({ isConfidential }: Application, redirectUri: string): boolean {
  const url = URL.parse(redirectUri);
  const isSite = url?.protocol === 'https:' && !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/.test(url.hostname);
  return !isConfidential && !isSite;
}
