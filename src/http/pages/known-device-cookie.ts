import type { User } from '../../directory/user.ts';
import { rememberAccount } from '../../password/known-device.ts';
import type { PageTools } from './page.ts';
import type { Visit } from './visit.ts';

/**
 * Marks the browser as one of the person's. The browser carries that itself, sealed, also after signing out: wrong
 * passwords that others send do not lock the person out of this browser.
 *
 * @param rememberedAt when the person wished not to be asked for a second factor again, if that is now.
 */
export function rememberDevice(
  { request, response }: Visit,
  { knownDevice }: PageTools,
  user: User,
  rememberedAt?: number,
): void {
  knownDevice.put(response, rememberAccount(knownDevice.read(request), user, rememberedAt));
}

/** Has the person asked for a second factor again in this browser. */
export function forgetSecondFactor({ request, response }: Visit, { knownDevice }: PageTools, user: User): void {
  knownDevice.put(response, rememberAccount(knownDevice.read(request), user, 0));
}
