import type { OwnPath } from '../../directory/own-path.ts';
import type { User } from '../../directory/user.ts';
import { GatehouseError, isUnavailable } from '../../errors.ts';
import { signIn } from '../../password/sign-in.ts';
import type { Halfway, SignedIn } from '../../password/sign-in-outcome.ts';
import { rememberDevice } from './known-device-cookie.ts';
import type { PageTools } from './page.ts';
import { type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { contextOf, signInUrl } from './way-back.ts';

/**
 * Starts the session of a person whose sign-in is whole, or has the password changed first.
 *
 * @param rememberedAt when the person wished not to be asked for a second factor again in this browser, if that is now.
 */
export async function finishSignIn(
  visit: Visit,
  tools: PageTools,
  signedIn: SignedIn,
  isKept = false,
  rememberedAt?: number,
): Promise<{ readonly location: OwnPath }> {
  const { user, organization, version, mustChange, signedInAt, methods, enrolBy } = signedIn;
  const { request, response, returnUrl, clientIp } = visit;
  rememberDevice(visit, tools, user, rememberedAt);
  if (mustChange) {
    const key = { organizationId: user.organizationId, id: user.id };
    const change = tools.pendingChanges.write(request, {
      ...{ user: key, reason: mustChange, version, epoch: user.tokenEpoch, isKept, methods },
    });
    const known = { ...contextOf({ ...visit, organization }), login_hint: user.userName };
    return { location: pageUrl(visit, 'change-password', { ...known, change }) };
  }
  const facts = { at: signedInAt, clientIp, returnUrl, isKept, methods };
  const next = await tools.interactions.completeSignIn(request, response, user, facts);
  const location = next ?? pageUrl(visit, 'account');
  // What has to be set up soon is said before the person goes on.
  return { location: enrolBy === undefined ? location : pageUrl(visit, 'set-up-factor', { returnUrl: location }) };
}

/**
 * The same after an answer that counts once. Where there is no room for the session, the answer is spent: whoever read that the
 * server is busy, and sent it again, would be told that it is wrong. So the sign-in begins anew, and says why.
 */
export async function finishOnce(
  visit: Visit,
  tools: PageTools,
  ...[signedIn, ...how]: [SignedIn, boolean?, number?]
): Promise<{ readonly location: OwnPath }> {
  const next = await orSignInLater(visit, signedIn.user.userName, finishSignIn(visit, tools, signedIn, ...how));
  if (typeof next !== 'string') return next;
  tools.notices.put(visit.response, { kind: 'signInUnfinished' });
  return { location: next };
}

/**
 * Where a person goes on who has just changed what cannot be changed twice: where there is no room for the session that was to
 * follow, to the sign-in. Whoever read that the server is busy would take it that nothing was kept, and do it again.
 */
export async function orSignInLater<T>(visit: Visit, userName: string, going: Promise<T>): Promise<T | OwnPath> {
  try {
    return await going;
  } catch (error) {
    if (isUnavailable(error)) return signInUrl(visit, { userName });
    throw error;
  }
}

/** Sends a person who has proved the password to the second step: no session exists yet. */
export function goHalfway(
  visit: Visit,
  { pendingSignIns }: PageTools,
  { user, organization, pending }: Halfway,
  isKept = false,
): { readonly location: OwnPath } {
  const signIn = pendingSignIns.write(visit.request, { ...pending, isKept, begunAt: visit.now });
  const page = pending.step === 'verify' ? 'second-step' : 'set-up-factor';
  return {
    location: pageUrl(visit, page, { ...contextOf({ ...visit, organization }), login_hint: user.userName, signIn }),
  };
}

/**
 * Signs in a person who has just set the password, as if it had been typed on the sign-in page. Undefined when the rules of
 * the organization do not allow it, or the server is too busy: the password is set all the same.
 */
export async function signInWithNewPassword(
  visit: Visit,
  tools: PageTools,
  { organizationId, userName }: User,
  password: string,
): Promise<PageAnswer | undefined> {
  const { traceId, clientIp, browserInfo, signal, request, about } = visit;
  const device = tools.knownDevice.read(request);
  const origin = { channel: 'page', traceId, clientIp, browserInfo, signal, device } as const;
  const asksSecondFactor = about?.asksSecondFactor ?? false;
  try {
    const realm = { named: organizationId };
    const result = await signIn(tools, {
      organization: realm,
      userNameOrEmail: userName,
      password,
      asksSecondFactor,
      ...origin,
    });
    if (result.outcome === 'halfway') return goHalfway(visit, tools, result);
    return result.outcome === 'signedIn' ? await finishSignIn(visit, tools, result) : undefined;
  } catch (error) {
    if (error instanceof GatehouseError) return undefined;
    throw error;
  }
}
