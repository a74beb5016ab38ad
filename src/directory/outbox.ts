import type { Counter } from './attempt-counter.ts';
import type { Cause } from './cause.ts';
import type { UserKey } from './user.ts';

interface NoticeBase {
  readonly organizationId: string;
  readonly userId: string;
  readonly at: number;
  /** Absent where nobody in particular did it. */
  readonly cause?: Cause;
}

/** A page that its holder may open once, such as the one for a new password. */
interface NoticeLink {
  /** Path and query below the external URL, beginning with `/`. It is a secret: it is stored sealed and never logged. */
  readonly path: string;
  /** From then on the link is of no use, and the mail is not sent any more. */
  readonly expiresAt: number;
}

/** Whose attempts are refused. */
export interface LockedSource {
  readonly kind: Counter['kind'];
  /** From where the last one came. */
  readonly network: string;
}

/**
 * Something to tell a person, written in the transaction of the event it tells of. Each kind has the message of the same
 * name. The address, the name and the language are the user's at the time of sending.
 */
export type Notice =
  | (NoticeBase & { readonly kind: 'PasswordChanged' })
  | (NoticeBase & { readonly kind: 'AccountLockedOut'; readonly source: LockedSource })
  /** The password will have to be changed from `expiresAt` on. */
  | (NoticeBase & { readonly kind: 'PasswordExpires'; readonly expiresAt: number })
  /** To an administrator: secrets of applications or certificates end soon, the first of them then. */
  | (NoticeBase & { readonly kind: 'CredentialsExpire'; readonly expiresAt: number })
  /** To an administrator: the text of a message that carries links was replaced, and by whom. */
  | (NoticeBase & { readonly kind: 'MessageTemplateChanged'; readonly template: string; readonly actor: string })
  /** `factor`: as its owner calls it. */
  | (NoticeBase & { readonly kind: 'SecondFactorAdded' | 'SecondFactorRemoved'; readonly factor: string })
  | (NoticeBase & { readonly kind: 'SecondFactorsReset' | 'RecoveryCodesReplaced' })
  | (NoticeBase & { readonly kind: 'RecoveryCodeUsed'; readonly left: number })
  /** `code` is a secret, as a link is. After `expiresAt` it is of no use. */
  | (NoticeBase & { readonly kind: 'SecondFactorCode'; readonly code: string; readonly expiresAt: number })
  | (NoticeBase & {
      readonly kind: 'ForgotPassword' | 'UserInvitation' | 'EmailConfirmation';
      readonly link: NoticeLink;
    });

export interface Outbox {
  /** @param id of a notice that may be withdrawn. */
  put(notice: Notice, id?: string): Promise<void>;
  /** The notice of that id is not sent any more, if it was not yet. */
  withdraw(user: UserKey, id: string, at: number): Promise<void>;
  /** Whether a mail server is configured for the organization, so that what lies here leaves. */
  canSend(organizationId: string): Promise<boolean>;
}
