import { hash } from 'node:crypto';

/**
 * Under which id the store keeps what the holder presents: a code, a refresh token, the value of a cookie. Whoever reads
 * the store finds nothing there that can be presented. A `Grant` is never presented, and its id stands in tokens.
 */
export const storedId = (model: string, id: string): string =>
  model === 'Grant' ? id : hash('sha256', id, 'base64url');
