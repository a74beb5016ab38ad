import { hashOfHandle, organizationIn } from '../../directory/handle.ts';
import type { GrantKey } from './grant-store.ts';

/** Where the store keeps what the holder presents: a code, a refresh token, the value of a cookie. */
export const grantKey = (model: string, handle: string): GrantKey => ({
  organizationId: organizationIn(handle),
  model,
  id: storedId(model, handle),
});

/**
 * Where it is remembered that something was used. It belongs to no organization: it stands alone, under letters of its own,
 * so that no place has all of it.
 */
export function keyOfUse(model: string, use: string): GrantKey {
  const id = storedId(model, use);
  return { organizationId: id.slice(0, 22), model, id };
}

/**
 * Under which id the store keeps what the holder presents. A reader of the store finds nothing there that can be
 * presented. A `Grant` is never presented, and its id stands in tokens.
 */
const storedId = (model: string, handle: string): string => (model === 'Grant' ? handle : hashOfHandle(handle));
