import type { IssueLimit, LinkKind, MailedLinkKind } from '../directory/account-link.ts';
import { latenessMs } from '../directory/attempt-counter.ts';
import type { Cause } from '../directory/cause.ts';
import { type HandleKey, hashOfHandle, keyOfHandle, newHandle } from '../directory/handle.ts';
import { newId } from '../directory/identifier.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long each kind of link is valid, and the page that it opens. */
const kinds: Readonly<Record<LinkKind, { readonly lifetimeMs: number; readonly page: string }>> = {
  ForgotPassword: { lifetimeMs: 15 * minute, page: '/identity/web/reset' },
  UserInvitation: { lifetimeMs: 7 * day, page: '/identity/web/invitation' },
  EmailConfirmation: { lifetimeMs: 3 * day, page: '/identity/web/confirm-email' },
  Recovery: { lifetimeMs: 15 * minute, page: '/identity/web/reset' },
};

export const linkLifetimeMs = (kind: LinkKind): number => kinds[kind].lifetimeMs;

/** Nobody can be made to get more mails of a kind than that. */
const limit: IssueLimit = { most: 5, withinMs: 60 * minute };
export const linkWindowSeconds = limit.withinMs / 1000;

interface Sending {
  readonly at: number;
  readonly cause?: Cause;
  readonly wayBack?: string | null;
}

/** A link that is handed over here. */
export interface IssuedLink {
  /** Path and query below the external URL, with the token. */
  readonly path: string;
  readonly expiresAt: number;
}

/**
 * Sends the user a new link, in the transaction that is passed in: the older one of the kind is worthless from then on,
 * and its mail is not sent if it still waits.
 * The token stands in the notice alone, sealed. Returns false, and sends nothing, when there were too many in the last
 * hour.
 */
export async function sendLink(
  tables: Tables,
  user: Pick<User, 'organizationId' | 'id' | 'email'>,
  kind: MailedLinkKind,
  { at, cause, wayBack = null }: Sending,
): Promise<boolean> {
  if (!user.email) return false;
  const noticeId = newId();
  const link = await replaceLink(tables, user, kind, { at, wayBack, noticeId, limit });
  if (!link) return false;
  const { organizationId, id: userId } = user;
  await tables.outbox.put({ organizationId, kind, userId, at, ...(cause && { cause }), link }, noticeId);
  return true;
}

/** Nobody is kept from a machine that they operate. */
const unlimited: IssueLimit = { ...limit, most: Number.MAX_SAFE_INTEGER };

/** A link with which the operator of the machine lets somebody in again, in place of the one before. */
export async function issueRecoveryLink(
  tables: Tables,
  user: Pick<User, 'organizationId' | 'id' | 'email'>,
  at: number,
): Promise<IssuedLink> {
  const sending = { at, wayBack: null, noticeId: newId(), limit: unlimited };
  const link = await replaceLink(tables, user, 'Recovery', sending);
  if (!link) throw new Error('A link without a limit was refused.');
  return link;
}

interface Replacing {
  readonly at: number;
  readonly wayBack: string | null;
  /** Of the mail that carries it, if one does. */
  readonly noticeId: string;
  readonly limit: IssueLimit;
}

async function replaceLink(
  tables: Tables,
  user: Pick<User, 'organizationId' | 'id' | 'email'>,
  kind: LinkKind,
  { at, limit: most, ...rest }: Replacing,
): Promise<IssuedLink | undefined> {
  const { organizationId, id, email } = user;
  const { lifetimeMs, page } = kinds[kind];
  const credential = kind === 'EmailConfirmation' ? undefined : await tables.credentials.find(user);
  const token = newHandle(organizationId);
  const expiresAt = at + lifetimeMs;
  const superseded = await tables.accountLinks.noticeOf(user, kind);
  const link = {
    organizationId,
    id,
    kind,
    version: credential?.version ?? null,
    email: email ?? '',
    expiresAt,
    ...rest,
  };
  if (!(await tables.accountLinks.issue(link, hashOfHandle(token), at, most))) return undefined;
  if (superseded !== undefined) await tables.outbox.withdraw(user, superseded, at);
  return { path: `${page}?token=${token}&organization=${organizationId}`, expiresAt };
}

/** Has a commit of its own as `sendLink` has, and sends nothing: for a name that nobody has. */
export async function sendNothing(
  tables: Tables,
  organizationId: string,
  at: number,
  wayBack: string | null,
): Promise<void> {
  const kind = 'ForgotPassword';
  const nobody = { organizationId, id: '', kind, version: null, email: '', expiresAt: at, wayBack } as const;
  await tables.credentials.findNobody(organizationId);
  await tables.accountLinks.issue(nobody, hashOfHandle(newHandle(organizationId)), at, unlimited);
}

/** What a token in a link opens at this moment. */
export interface OpenedLink {
  readonly user: User;
  readonly key: HandleKey;
  readonly kind: LinkKind;
  readonly wayBack: string | undefined;
}

/**
 * Looks a link up without using it up, a `Recovery` as a `ForgotPassword`. Undefined for one that is unknown, used, superseded or
 * expired, or ends later than one that was made now, because the clock was ahead; and where since then
 * - the account or its organization was deleted or deactivated, unless the link is a `Recovery`,
 * - the address was changed, or, for links that set a password, the password.
 */
export async function openLink(
  store: Pick<Store, 'accountLinks' | 'users' | 'credentials' | 'organizations'>,
  token: string,
  kind: MailedLinkKind,
  now: number,
): Promise<OpenedLink | undefined> {
  const key = keyOfHandle(token);
  const link = await store.accountLinks.find(key, now);
  const isRecovery = link?.kind === 'Recovery';
  if (!link || (isRecovery ? 'ForgotPassword' : link.kind) !== kind) return undefined;
  if (link.expiresAt > now + linkLifetimeMs(link.kind) + latenessMs) return undefined;
  const [user, credential, organization] = await Promise.all([
    store.users.find(link),
    store.credentials.find(link),
    store.organizations.findById(link.organizationId),
  ]);
  const isOpen = isRecovery || (user?.isActive && organization?.isActive);
  const isSameAccount = user && organization && isOpen && (user.email ?? '') === link.email;
  const isSamePassword = link.version === null || link.version === credential?.version;
  return isSameAccount && isSamePassword
    ? { user, key, kind: link.kind, wayBack: link.wayBack ?? undefined }
    : undefined;
}
