const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why a code cannot be sent there, as the continuation of a sentence, or undefined when it can: over `https` to any
 * machine, over `http` only within the person's own, or to a program there by a scheme that its maker has named after a
 * domain (RFC 8252 sections 7.1 and 7.3).
 */
export function refusedRedirectUri(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || text.length > 2000 || !/^[!-~]+$/.test(text)) return 'must be an absolute URI';
  if (text.includes('#')) return 'must not have a fragment';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:') {
    return loopbackHost.test(url.hostname) ? undefined : 'must be https, unless it is an address of the own machine';
  }
  return url.protocol.includes('.')
    ? undefined
    : 'must be https, or a private scheme with a dot such as com.example.app';
}
