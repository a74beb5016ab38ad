import { accountId, type User } from '../../directory/user.ts';
import type { Page, PageTools } from './page.ts';
import type { WaitingSignIn } from './pending-change.ts';
import { type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { signInUrl } from './way-back.ts';

/** A sign-in that waits here for what follows the password. */
export interface Waiting {
  readonly signIn: WaitingSignIn;
  readonly user: User;
}

/** Whose sign-in the address is about, if it waits in this browser. */
export const waitingOwner: NonNullable<Page['owner']> = async ({ request, query }, { pendingSignIns, store }) => {
  const signIn = pendingSignIns.read(request, query.get('signIn'));
  return signIn && (await store.users.find(signIn.user));
};

/**
 * The sign-in that waits in the address, or where to go instead: on, where it has become whole in another tab or before the
 * person came back; to its beginning, where it took too long.
 */
export async function waitingHere(
  visit: Visit,
  tools: PageTools,
  step: WaitingSignIn['step'],
): Promise<Waiting | { readonly elsewhere: PageAnswer }> {
  const { owner: user, request, query, returnUrl, session } = visit;
  const signIn = tools.pendingSignIns.read(request, query.get('signIn'));
  if (!user || signIn?.step !== step) return { elsewhere: tooLate(visit, tools) };
  // Sessions know the second in which they began.
  if (session && accountId(session.user) === accountId(user) && session.signedInAt + 1000 > signIn.begunAt) {
    const next = await tools.interactions.resume(request, returnUrl);
    return { elsewhere: { location: next ?? returnUrl ?? pageUrl(visit, 'account') } };
  }
  return { signIn, user };
}

/** To the beginning of the sign-in, which says why. */
export function tooLate(visit: Visit, { notices }: PageTools): PageAnswer {
  if (visit.query.has('signIn')) notices.put(visit.response, { kind: 'signInOverdue' });
  return { location: signInUrl(visit, { userName: visit.query.get('login_hint') ?? undefined }) };
}
