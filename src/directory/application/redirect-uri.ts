const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** What can be wrong with one, as the continuation of a sentence. */
export type RedirectUriProblem =
  | 'must be an absolute URI'
  | 'must not have a fragment'
  | 'must not contain a user name or a password'
  | 'must have a host of letters, digits, dots and hyphens, or an IPv6 address'
  | 'must be https, unless it is an address of the own machine'
  | 'must be https, or a private scheme with a dot such as com.example.app';

/** A web address up to the path: its host is nothing but a name or an address, so that it means the same to everybody. */
const webAuthority = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?]|$)/i;

/**
 * Why it cannot be said for certain where the text leads, as the continuation of a sentence, or undefined when it can.
 * Asked before a URI is registered, before one of a request is compared, and before one gets into a header.
 */
export function malformedRedirectUri(text: string): RedirectUriProblem | undefined {
  // Asked before it is parsed: a host of thousands of letters beyond ASCII would take long.
  const isPlain = text.length <= 2000 && /^[!-~]+$/.test(text);
  const url = isPlain ? URL.parse(text) : null; // Null also for a port above 65535.
  if (!url) return 'must be an absolute URI';
  if (text.includes('#')) return 'must not have a fragment';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password';
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && !webAuthority.test(text)
    ? 'must have a host of letters, digits, dots and hyphens, or an IPv6 address'
    : undefined;
}

/**
 * Why a code cannot be sent there, as the continuation of a sentence, or undefined when it can: over `https` to any
 * machine, over `http` only within the person's own, or to a program there by a scheme that its maker has named after a
 * domain (RFC 8252 sections 7.1 and 7.3).
 */
export function refusedRedirectUri(text: string): RedirectUriProblem | undefined {
  return malformedRedirectUri(text) ?? refusedScheme(new URL(text));
}

function refusedScheme({ protocol, hostname }: URL): RedirectUriProblem | undefined {
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:') {
    return loopbackHost.test(hostname) ? undefined : 'must be https, unless it is an address of the own machine';
  }
  return protocol.includes('.') ? undefined : 'must be https, or a private scheme with a dot such as com.example.app';
}
