import { malformedRedirectUri } from '../../directory/application/redirect-uri.ts';
import type { Application } from '../../directory/application.ts';

/** A loopback address with a port, of which an application at a person's desk often cannot know which will be free. */
const loopbackPort = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)):\d{1,5}(?=[/?]|$)/;

/** As it is registered to stand for every port (RFC 8252 section 7.3). */
export const withoutLoopbackPort = (uri: string): string => uri.replace(loopbackPort, '$1');

/**
 * Whether `uri` is one of those that the application registered, character by character. A loopback address registered
 * without a port stands for every port.
 */
export function isRegisteredUri(registered: readonly string[], uri: string): boolean {
  if (malformedRedirectUri(uri) !== undefined) return false;
  return registered.includes(uri) || registered.includes(withoutLoopbackPort(uri));
}

/**
 * Whether the person is asked each time, whatever they allowed before: any program of their machine can listen at a
 * loopback address or take a scheme of its own, and say that it is the application, when that has no secret to prove it
 * with (RFC 8252 section 8.6).
 */
export function asksConsentEachTime({ isConfidential }: Application, redirectUri: string): boolean {
  const url = URL.parse(redirectUri);
  const isSite = url?.protocol === 'https:' && !/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/.test(url.hostname);
  return !isConfidential && !isSite;
}
