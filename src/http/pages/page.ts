import type { Gate } from '../../admission/gate.ts';
import type { Cost } from '../../admission/throttle.ts';
import type { AuditOrigin } from '../../directory/audit.ts';
import type { Budget } from '../../directory/budget.ts';
import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import type { KnownDevice } from '../../password/known-device.ts';
import type { ResetTools } from '../../password/reset.ts';
import type { ResetRequests } from '../../password/reset-requests.ts';
import type { SignInTools } from '../../password/sign-in.ts';
import type { Notice } from './notice.ts';
import type { PendingChange } from './pending-change.ts';
import type { BrowserSessions, DeviceSignIns, Interactions, Logouts, ReadError } from './ports.ts';
import type { CookieKeeper, SealedCookie } from './sealed-cookie.ts';
import { type Answer, type MemberVisit, pageUrl, type Visit } from './visit.ts';

/** What the pages work with. */
export interface PageTools extends SignInTools, ResetTools, CookieKeeper {
  readonly store: Store;
  readonly sessions: BrowserSessions & { endAll(user: User, origin: AuditOrigin): Promise<unknown> };
  readonly interactions: Interactions;
  readonly devices: DeviceSignIns;
  readonly logouts: Logouts;
  readonly readError: ReadError;
  readonly externalUrl: string;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
  readonly notices: SealedCookie<Notice>;
  readonly pendingChanges: SealedCookie<PendingChange>;
  readonly knownDevice: SealedCookie<KnownDevice>;
  readonly resetRequests: ResetRequests;
  /** How many more are written for now. */
  readonly originWarnings: Budget;
}

/** One page: what it shows, and what it does when its form was sent. */
export interface Page {
  /** Below `/web/`. */
  readonly path: string;
  /** As what it counts, in the network of whoever is not known, to send its form. */
  readonly cost?: Cost;
  /** Whether its form has a password hashed: then the person waits for a turn to do that instead of one to write. */
  readonly hashes?: true;
  readonly show: (visit: Visit, tools: PageTools) => Promise<Answer>;
  readonly submit?: (visit: Visit, tools: PageTools) => Promise<Answer>;
}

type MemberHandler = (visit: MemberVisit, tools: PageTools) => Promise<Answer>;

/** A page for people who are signed in; the others are sent to sign in first, and come back. */
export function memberPage(page: {
  readonly path: string;
  readonly show: MemberHandler;
  readonly submit?: MemberHandler;
}): Page {
  const { path, show, submit } = page;
  return {
    path,
    show: async (visit, tools) => (isMember(visit) ? await show(visit, tools) : signInFirst(visit)),
    ...(submit && {
      submit: async (visit: Visit, tools: PageTools) =>
        isMember(visit) ? await submit(visit, tools) : signInFirst(visit),
    }),
  };
}

const isMember = (visit: Visit): visit is MemberVisit => visit.session !== undefined && visit.user !== undefined;

export const signInFirst = (visit: Visit): Answer => ({
  location: pageUrl(visit, 'login', { returnUrl: visit.address }),
});
