import type { Gate } from '../../admission/gate.ts';
import type { Cost } from '../../admission/throttle.ts';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { Budget } from '../../directory/budget.ts';
import type { Ended } from '../../directory/end-everything.ts';
import { isMultiFactor } from '../../directory/factor.ts';
import { countingFactors } from '../../directory/second-factor.ts';
import type { Store } from '../../directory/store.ts';
import type { User, UserKey } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import type { CheckPasswordTools } from '../../password/check.ts';
import type { KnownDevice } from '../../password/known-device.ts';
import type { ResetTools } from '../../password/reset.ts';
import type { ResetRequests } from '../../password/reset-requests.ts';
import { signInRules } from '../../password/rules.ts';
import type { SignInTools } from '../../password/sign-in-request.ts';
import type { ConnectedApplications } from '../../token/browser/connected-applications.ts';
import type { DeviceAuthorizations } from '../../token/browser/device-authorization.ts';
import type { Interactions } from '../../token/browser/interaction.ts';
import type { Logouts } from '../../token/browser/logout.ts';
import type { BrowserSessions } from '../../token/browser/session.ts';
import type { ErrorIds } from '../../token/endpoints/error-id.ts';
import { isPartlyLost, withFields } from './address-fields.ts';
import type { BrowserTicket } from './browser-ticket.ts';
import { fileAfterProof, type Notice, signedOutPartly } from './notice.ts';
import type { BegunFactor, KeptForm, PendingChange, WaitingSignIn } from './pending-change.ts';
import type { FilesAs } from './read-form.ts';
import type { CookieKeeper, SealedCookie } from './sealed-cookie.ts';
import { type MemberVisit, type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { contextOf, type WayBack } from './way-back.ts';

/** What the pages work with. */
export interface PageTools extends SignInTools, ResetTools, CheckPasswordTools, CookieKeeper {
  readonly store: Store;
  readonly sessions: BrowserSessions & { endAll(user: User, origin: AuditOrigin): Promise<Ended> };
  readonly connectedApplications: ConnectedApplications;
  readonly interactions: Interactions;
  readonly devices: DeviceAuthorizations;
  readonly logouts: Logouts;
  readonly readError: ErrorIds['read'];
  readonly externalUrl: string;
  /** As applications that come through the prefix have to know this server. */
  readonly issuerOf: (prefix: string) => string;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
  readonly notices: SealedCookie<Notice>;
  readonly pendingChanges: BrowserTicket<PendingChange>;
  readonly pendingSignIns: BrowserTicket<WaitingSignIn>;
  readonly begunFactors: BrowserTicket<BegunFactor>;
  /** For the file with the codes, from the page that shows them. */
  readonly recoveryCodes: BrowserTicket<readonly string[]>;
  readonly waysBack: BrowserTicket<WayBack>;
  readonly keptForms: BrowserTicket<KeptForm>;
  /** People who have proved the password, but not yet that they read the mail of their address. */
  readonly unconfirmed: BrowserTicket<UserKey>;
  readonly knownDevice: SealedCookie<KnownDevice>;
  readonly resetRequests: ResetRequests;
  /** How many more are written for now. */
  readonly originWarnings: Budget;
}

/** One page: what it shows, and what it does when its form was sent. */
export interface Page {
  /** Below `/web/`, with parameters in braces: `admin/people/{id}`. */
  readonly path: string;
  /** What sending its form costs the network of a person who is not known. */
  readonly cost?: Cost;
  /** Whose password or address the page is about, if that is said by what opened it. */
  readonly owner?: (opened: Opened, tools: PageTools) => Promise<User | undefined>;
  /** Whether it is about the organization that its address names, whoever is signed in. */
  readonly isOfNamedOrganization?: true;
  /** Whether its forms act for the person who is signed in, and for no one who has signed in since. */
  readonly isPersonal?: (visit: Visit) => boolean;
  /** Whether a person may have to prove again who they are before they even see it. */
  readonly isGuardedSight?: boolean;
  /** Fields of its forms that go along when the person has to sign in again first. None of them is a secret. */
  readonly keeps?: readonly string[];
  /**
   * Whether the person waits for no turn to write before the form is looked at, but for one that what it does takes: to have
   * a password hashed, or to perform an operation.
   */
  readonly takesTurn?: true;
  /** Largest form in bytes, where it is more than those of other pages. */
  readonly formLimit?: number;
  /** Most fields of its form, where it has more than those of other pages. */
  readonly fieldLimit?: number;
  /** Its form may be sent with files, as `multipart/form-data`. */
  readonly takesFiles?: FilesAs;
  readonly show: (visit: Visit, tools: PageTools) => Promise<PageAnswer>;
  readonly submit?: (visit: Visit, tools: PageTools) => Promise<PageAnswer>;
  /** Of a page for a new password: whose it is, so that the script can have it judged while it is typed. */
  readonly subject?: (visit: Visit, tools: PageTools) => User | undefined;
}

/** What brought the browser to a page. */
type Opened = Pick<Visit, 'request' | 'query'>;

/** True, or of which forms. */
export type Guarded = true | ((form: URLSearchParams) => boolean);

type MemberHandler = (visit: MemberVisit, tools: PageTools) => Promise<PageAnswer>;

/** A page for people who are signed in; the others are sent to sign in first, and come back. */
export function memberPage(
  page: Pick<Page, 'path' | 'cost' | 'keeps' | 'takesTurn' | 'formLimit' | 'fieldLimit' | 'takesFiles'> & {
    readonly show: MemberHandler;
    readonly submit?: MemberHandler | undefined;
    /** What it does, with some forms or in any case, is dangerous: the person proves again who they are, if the last time was too long ago. */
    readonly isGuarded?: Guarded;
    /** It is a file, chosen on the page with this path: browsers stay where they are when they get it. */
    readonly isFileOf?: string;
  },
): Page {
  const { show, submit, keeps = [], isGuarded, isFileOf, ...rest } = page;
  const guards = ({ form }: Pick<Visit, 'form'>) =>
    typeof isGuarded === 'function' ? isGuarded(form) : isGuarded === true;
  const through = (handler: MemberHandler, kept: readonly string[]) => async (visit: Visit, tools: PageTools) => {
    if (!isMember(visit)) return signInFirst(chosenOn(visit, isFileOf), tools, kept);
    const first = guards(visit) ? await stepUpFirst(chosenOn(visit, isFileOf), tools, kept) : undefined;
    if (first && isFileOf !== undefined) tools.notices.put(visit.response, fileAfterProof);
    return first ?? (await handler(visit, tools));
  };
  return {
    ...{ ...rest, keeps, isPersonal: () => true, isGuardedSight: guards({ form: new URLSearchParams() }) },
    show: through(show, []),
    ...(submit && { submit: through(submit, keeps) }),
  };
}

/** The visit to a file as one to the page where it is chosen. */
const chosenOn = <V extends Visit>(visit: V, path: string | undefined): V =>
  path === undefined ? visit : { ...visit, address: pageUrl(visit, path, Object.fromEntries(visit.query)) };

/**
 * Looks again whether the person of the visit is signed in, after a wait.
 *
 * @throws GatehouseError Unauthenticated.
 */
export async function requireSession({ request, session }: Visit, { sessions }: PageTools): Promise<void> {
  if (!session || (await sessions.current(request))?.id === session.id) return;
  throw new GatehouseError({ code: 'Unauthenticated', challenge: 'Bearer' });
}

const isMember = (visit: Visit): visit is MemberVisit => visit.session !== undefined && visit.user !== undefined;

/**
 * Sends the person to the sign-in page, which says so when a session has ended, and back: to the request that waits, or to
 * this page with what its form had in it.
 */
export function signInFirst(visit: Visit, { notices }: PageTools, keeps: readonly string[] = []): PageAnswer {
  const { response, isSignedOut, request, about, returnUrl } = visit;
  const isLost = !about && isPartlyLost(visit.form, keeps);
  const notice = isLost ? signedOutPartly : ({ kind: 'signedOut' } as const);
  if (isSignedOut || request.method === 'POST') notices.put(response, notice);
  const back = about ? returnUrl : withFields(visit, keeps);
  return { location: pageUrl(visit, 'login', { ...contextOf(visit), returnUrl: back }) };
}

/**
 * Sends a person whose last proof is too old for something dangerous, or was made without the second factor that they have, to
 * prove again who they are, and back to this page with what its form had in it: the form itself waits where there is one, and
 * goes on from there. Undefined when that is not necessary.
 */
export async function stepUpFirst(
  visit: MemberVisit,
  { store }: PageTools,
  keeps: readonly string[] = [],
): Promise<PageAnswer | undefined> {
  const { user, session, now } = visit;
  const { secondFactor } = signInRules(await store.settings.inForce(user.organizationId));
  const isRecent = now < session.provedAt + secondFactor.stepUpMs;
  const isStrong =
    isMultiFactor(session.methods) ||
    secondFactor.mode === 'off' ||
    countingFactors(await store.factors.ofUser(user), secondFactor).length === 0;
  if (isRecent && isStrong) return undefined;
  return { location: pageUrl(visit, 'step-up', { returnUrl: withFields(visit, keeps) }), isProof: true };
}
