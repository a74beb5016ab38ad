import { type Actor, operator } from '../permission/actor.ts';
import type { User } from '../user.ts';

/** Who did something: enough to name them even after the account is gone. */
export interface AuditActor {
  readonly type: 'user' | 'application' | 'system';
  readonly id: string | null;
  readonly name: string;
  readonly email: string | null;
}

export const auditActor = (actor: Actor): AuditActor => ({
  type: actor.type,
  id: actor.type === 'system' ? null : actor.id,
  name: actor.name,
  email: actor.type === 'user' ? actor.email : null,
});

/** A person on the pages. */
export const auditPerson = ({ id, userName, email }: User): AuditActor => ({ type: 'user', id, name: userName, email });

/** Somebody who tried to sign in under a name that nobody has, or who asked for a link to a new password. */
export const unknownPerson: AuditActor = { type: 'user', id: null, name: 'unknown', email: null };

/** Where a request came from. */
export interface AuditOrigin {
  readonly traceId: string | null;
  readonly clientIp: string | null;
}

/** Of what no request asked for: the operator did it on the machine, or the server by itself. */
export const onTheMachine: AuditOrigin = Object.freeze({ traceId: null, clientIp: null });

type AuditCategory =
  | 'Audit'
  | 'Authentication'
  | 'Backup'
  | 'Clock'
  | 'ExternalClient'
  | 'Group'
  | 'InstallationKey'
  | 'Mail'
  | 'MessageTemplate'
  | 'Organization'
  | 'PepperKey'
  | 'PersonalAccessToken'
  | 'RobotAccount'
  | 'SamlCertificate'
  | 'SecondFactor'
  | 'Setting'
  | 'SigningKey'
  | 'User';

export type AuditAction =
  | 'Archive'
  | 'AskSecondFactor'
  | 'ChangePasswordFailed'
  | 'ChangedPassword'
  | 'Confirm'
  | 'Consent'
  | 'Create'
  | 'CreateFederatedCredential'
  | 'DelayMail'
  | 'Delete'
  | 'DeleteFederatedCredential'
  | 'DeleteSecret'
  | 'Discard'
  | 'EndSession'
  | 'EndSessions'
  | 'ExpireSecret'
  | 'Export'
  | 'GenerateSecret'
  | 'Invite'
  | 'LockedOut'
  | 'Login'
  | 'LoginFailed'
  | 'LogoutEverywhere'
  | 'ProveAgain'
  | 'Purge'
  | 'RefuseClonedFactor'
  | 'RefuseSpentToken'
  | 'Regenerate'
  | 'RemoveAccess'
  | 'Require'
  | 'Reset'
  | 'ResetPassword'
  | 'ResetPasswordRequested'
  | 'Restore'
  | 'Retry'
  | 'Revoke'
  | 'RotateSecret'
  | 'SendCode'
  | 'Switch'
  | 'Unlock'
  | 'Update'
  | 'UpdateFederatedCredential';

/** What can stand in the details of an entry. */
export type AuditDetail =
  | string
  | number
  | boolean
  | null
  | readonly AuditDetail[]
  | { readonly [name: string]: AuditDetail };

export type AuditDetails = Readonly<Record<string, AuditDetail>>;

/** What happened, and in whose log it stands. */
export interface AuditEvent {
  readonly organizationId: string;
  readonly category: AuditCategory;
  readonly action: AuditAction;
  readonly targetId: string | null;
  /** Ids, reasons and changed fields; never a password, hash, token or secret. */
  readonly details: AuditDetails;
}

/**
 * What happened, who did it, from where and when. A class with a protected member, so that neither a literal nor a copy
 * with other members passes for an entry: each is made by `auditEntry`, to which nothing can be left out.
 */
class Entry implements AuditEvent, AuditOrigin {
  readonly organizationId: string;
  readonly at: number;
  readonly category: AuditCategory;
  readonly action: AuditAction;
  readonly actor: AuditActor;
  readonly targetId: string | null;
  readonly details: AuditDetails;
  readonly traceId: string | null;
  readonly clientIp: string | null;
  declare protected readonly isComplete: true;

  constructor({ traceId, clientIp }: AuditOrigin, actor: AuditActor, at: number, event: AuditEvent) {
    this.organizationId = event.organizationId;
    this.at = at;
    this.category = event.category;
    this.action = event.action;
    this.actor = actor;
    this.targetId = event.targetId;
    this.details = event.details;
    this.traceId = traceId;
    this.clientIp = clientIp;
  }
}

export type AuditEntry = Entry;

/**
 * The only way to an entry.
 *
 * @param origin the request, or `onTheMachine`.
 * @param at epoch milliseconds.
 */
export const auditEntry = (origin: AuditOrigin, actor: AuditActor, at: number, event: AuditEvent): AuditEntry =>
  new Entry(origin, actor, at, event);

/** Of what the operator did on the machine, or the server by itself. */
export const operatorEntry = (at: number, event: AuditEvent): AuditEntry =>
  auditEntry(onTheMachine, auditActor(operator), at, event);
