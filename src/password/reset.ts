import { knownCaller } from '../admission/caller.ts';
import { networkOf } from '../admission/network.ts';
import type { MailedLinkKind } from '../directory/account-link.ts';
import {
  type AuditAction,
  type AuditDetails,
  type AuditEvent,
  auditEntry,
  auditPerson,
  unknownPerson,
} from '../directory/audit/entry.ts';
import { byPerson } from '../directory/cause.ts';
import type { Ended } from '../directory/end-everything.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';
import { type OpenedLink, openLink, sendLink, sendNothing } from './account-link.ts';
import type { BreachedPasswords } from './breached.ts';
import type { Hasher } from './hasher.ts';
import { letIn } from './let-in.ts';
import { withNewPassword } from './new-password.ts';
import { setPassword } from './set.ts';
import { findAccount, type SignInRealm } from './sign-in-account.ts';

export interface ResetTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface RequestOrigin {
  readonly traceId: string;
  readonly clientIp: string;
  /** As the browser names itself. */
  readonly browserInfo?: string | null;
}

export interface RequestResetRequest extends RequestOrigin {
  readonly organization: SignInRealm;
  readonly userNameOrEmail: string;
  /** Where the person wants to go on, as the link keeps it. */
  readonly wayBack?: string | undefined;
}

/**
 * Sends a person who forgot the password a link to set a new one, if there is such a person and an address to send it
 * to: the owner of the address that was typed, also where it is the user name of another. The request was answered
 * before (`ResetRequests`).
 */
export async function sendReset({ store, now }: ResetTools, request: RequestResetRequest): Promise<void> {
  const { organization, organizationId, addressee } = await findAccount(
    store,
    request.organization,
    request.userNameOrEmail,
  );
  const at = now();
  const { wayBack = null } = request;
  const user = organization?.isActive && addressee?.isActive && addressee.email ? addressee : undefined;
  const cause = byPerson('anybody', request);
  await store.transaction(async (tables) => {
    if (!user) await sendNothing(tables, organizationId, at, wayBack);
    else if (await sendLink(tables, user, 'ForgotPassword', { at, cause, wayBack })) {
      // The one who asked need not be the person.
      const requested = userEvent(user, 'ResetPasswordRequested', {});
      await tables.audit.append(auditEntry(request, unknownPerson, at, requested));
    }
  });
}

/** The user whom a link is for, without using it up: for the page that it opens. */
export async function findLink(tools: ResetTools, token: string, kind: MailedLinkKind): Promise<User | undefined> {
  return (await openLink(tools.store, token, kind, tools.now()))?.user;
}

export interface ResetPasswordRequest extends RequestOrigin {
  readonly token: string;
  readonly kind: 'ForgotPassword' | 'UserInvitation';
  readonly newPassword: string;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

/**
 * Sets a new password with the token of a link. Everything that acts in the user's name ends, the lock is lifted, and
 * the address is confirmed, because the mail was read there. A link of the operator does what `letIn` does as well.
 *
 * @throws GatehouseError IdentityFailure `InvalidToken` when the link is no longer valid, or with every rule that the
 *   password breaks, after which the link can be used again; `UserLockedOut` when too many passwords were tried with
 *   links; Overloaded, TooManyRequests or Cancelled without effect.
 */
export async function resetPassword(
  tools: ResetTools,
  request: ResetPasswordRequest,
): Promise<{ readonly user: User; readonly ended: Ended; readonly wayBack: string | undefined }> {
  const { kind, newPassword, signal, traceId, clientIp, browserInfo } = request;
  const { user, wayBack, kind: found } = await requireLink(tools, request.token, kind);
  const source = { kind: 'link', id: found, network: networkOf(clientIp) } as const;
  const guess = { source, actor: auditPerson(user), traceId, clientIp };
  const { organizationId } = user;
  const caller = knownCaller({ organizationId, clientIp, account: user.id });
  const wanted = { person: user, newPassword, field: 'NewPassword', caller, signal };
  return await withNewPassword(tools, { ...wanted, replaces: { user, guess } }, (prepared) => {
    const at = tools.now();
    return tools.store.transaction(async (tables) => {
      const redeemed = await redeemLink(tables, request.token, kind, at);
      const context = { actor: auditPerson(user), mustChange: false, at, traceId, clientIp, browserInfo };
      if (redeemed.kind === 'Recovery') await letIn(tables, redeemed.user, context);
      const ended = await setPassword(tables, user, prepared, context);
      await tables.users.recordProof(user, kind === 'UserInvitation' ? 'invitation' : 'email', at);
      return { user: (await tables.users.find(user)) ?? user, ended, wayBack };
    });
  });
}

/** @throws GatehouseError IdentityFailure `InvalidToken`. */
export async function confirmEmail(
  tools: ResetTools,
  request: RequestOrigin & { readonly token: string },
): Promise<{ readonly user: User; readonly wayBack: string | undefined }> {
  const { user, wayBack } = await requireLink(tools, request.token, 'EmailConfirmation');
  const at = tools.now();
  await tools.store.transaction(async (tables) => {
    await redeemLink(tables, request.token, 'EmailConfirmation', at);
    await tables.users.recordProof(user, 'email', at);
    const confirmed = userEvent(user, 'Update', { emailConfirmed: true });
    await tables.audit.append(auditEntry(request, auditPerson(user), at, confirmed));
  });
  return { user: { ...user, emailConfirmed: true }, wayBack };
}

async function requireLink({ store, now }: ResetTools, token: string, kind: MailedLinkKind): Promise<OpenedLink> {
  return (await openLink(store, token, kind, now())) ?? refuseLink();
}

/**
 * Of several who use the link at the same time, one succeeds, if it is still valid: since it was looked up, the address
 * may have changed, or the account have been deleted.
 */
async function redeemLink(tables: Tables, token: string, kind: MailedLinkKind, at: number): Promise<OpenedLink> {
  const link = await openLink(tables, token, kind, at);
  return link && (await tables.accountLinks.redeem(link.key, at)) ? link : refuseLink();
}

function refuseLink(): never {
  throw identityFailure(identityError('InvalidToken'));
}

const userEvent = ({ organizationId, id: targetId }: User, action: AuditAction, details: AuditDetails): AuditEvent => ({
  organizationId,
  category: 'User',
  action,
  targetId,
  details,
});
