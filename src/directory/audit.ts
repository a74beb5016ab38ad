import type { Actor } from './permission.ts';

/** Who did something: enough to name them in the record even after the account is gone. */
export interface AuditActor {
  readonly type: 'user' | 'application' | 'system';
  readonly id: string | null;
  readonly name: string;
  readonly email: string | null;
}

export const auditActor = (actor: Actor): AuditActor => ({
  type: actor.type,
  id: actor.id,
  name: actor.name,
  email: actor.type === 'user' ? actor.email : null,
});

/** Who tried to sign in under a name that nobody has. */
export const unknownPerson: AuditActor = { type: 'user', id: null, name: 'unknown', email: null };

/** One event. `details` holds ids, reasons and changed fields; never a password, hash, token or secret. */
export interface AuditEntry {
  readonly organizationId: string;
  readonly at: number;
  readonly category:
    | 'Authentication'
    | 'ExternalClient'
    | 'Group'
    | 'MessageTemplate'
    | 'Organization'
    | 'PersonalAccessToken'
    | 'RobotAccount'
    | 'SamlCertificate'
    | 'Setting'
    | 'User';
  readonly action:
    | 'ChangePasswordFailed'
    | 'ChangedPassword'
    | 'Create'
    | 'Delete'
    | 'GenerateSecret'
    | 'Invite'
    | 'LockedOut'
    | 'Login'
    | 'LoginFailed'
    | 'ResetPassword'
    | 'Revoke'
    | 'Switch'
    | 'Update';
  readonly actor: AuditActor;
  readonly targetId: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly traceId: string | null;
  readonly clientIp: string | null;
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
}
