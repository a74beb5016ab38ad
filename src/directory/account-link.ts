import type { HandleKey } from './handle.ts';
import type { UserKey } from './user.ts';

/** What a link in a mail lets its holder do, once. Each kind has the notice of the same name. */
export type MailedLinkKind = 'ForgotPassword' | 'UserInvitation' | 'EmailConfirmation';

/** `Recovery` is what an operator of the machine hands over: it opens an account that is switched off, too. */
export type LinkKind = MailedLinkKind | 'Recovery';

/** What is stored of a link. Its token is not: the hash of 256 random bits leads nobody to it. */
export interface AccountLink extends UserKey {
  readonly kind: LinkKind;
  /**
   * The version of the credential for which it was made; a newer one makes the link worthless. Null: whatever it is.
   */
  readonly version: number | null;
  /** The address to which it was sent; it proves nothing about another one. */
  readonly email: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** The notice that carries it. */
  readonly noticeId?: string;
  /** Where the person who asked for it wanted to go, in the form of the page that wrote it; null when unknown. */
  readonly wayBack?: string | null;
}

export interface AccountLinks {
  /** The notice that carries the user's link of the kind, if there is one. */
  noticeOf(user: UserKey, kind: LinkKind): Promise<string | undefined>;
  /**
   * Stores a link in place of the one of its kind that the user has. Returns false, and leaves that one, when the user
   * got `most` of them within the last `withinMs`.
   */
  issue(link: AccountLink, hash: string, now: number, limit: IssueLimit): Promise<boolean>;
  /** A link that was neither used nor superseded and has not expired. */
  find(key: HandleKey, now: number): Promise<AccountLink | undefined>;
  /** Uses it up. Of all callers, exactly one gets true. */
  redeem(key: HandleKey, now: number): Promise<boolean>;
  /** Makes every link worthless with which the user's password could be set. */
  invalidate(user: UserKey, now: number): Promise<void>;
}

export interface IssueLimit {
  readonly most: number;
  readonly withinMs: number;
}
