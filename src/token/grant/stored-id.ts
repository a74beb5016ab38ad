import { hash } from 'node:crypto';

/**
 * The id under which the store keeps what its holder presents: a code, a refresh token, the value of a cookie. Nothing in
 * the store can be presented itself. A `Grant` is never presented, and its id stands in tokens.
 */
export const storedId = (model: string, id: string): string =>
  model === 'Grant' ? id : hash('sha256', id, 'base64url');
