import type { Notice } from './outbox.ts';

/** What has become of mail so far: it waits, or it was given up. */
export const mailStates = ['waiting', 'givenUp'] as const;

type MailState = (typeof mailStates)[number];

/** A mail that was not sent, without what is in it. */
export interface UndeliveredMail {
  readonly id: string;
  readonly kind: Notice['kind'];
  /** Whose it is; null where that cannot be read any more. */
  readonly userId: string | null;
  readonly createdAt: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it is due, or when it was given up. */
  readonly at: number;
  /** From then on it is of no use, and cannot be tried again. */
  readonly expiresAt: number | null;
  readonly lastError: string | null;
}

export interface UndeliveredQuery {
  readonly state: MailState;
  readonly skip: number;
  readonly limit: number;
}

/** The mail of an organization that was not sent, for those who administer it. */
export interface UndeliveredMails {
  /** What was given up last, or what is due first, comes first. */
  page(
    organizationId: string,
    query: UndeliveredQuery,
  ): Promise<{ readonly totalCount: number; readonly results: readonly UndeliveredMail[] }>;
  /** Lets mail that was given up wait again, unless it is too late for it: at most `limit`. Returns how many. */
  retry(organizationId: string, which: readonly string[] | 'all', now: number, limit: number): Promise<number>;
  /** Deletes mail that was given up: at most `limit`. Returns how many. */
  discard(organizationId: string, which: readonly string[] | 'all', limit: number): Promise<number>;
}
