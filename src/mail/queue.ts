import type { Notice } from '../directory/outbox.ts';

/** A notice that one worker holds for a while, to send it. */
export interface MailJob {
  readonly organizationId: string;
  readonly id: string;
  /** Names the holder: whoever holds it no longer cannot change it any more. */
  readonly claim: string;
  /** Undefined when it cannot be read: it is damaged, or its link was sealed with another installation key. */
  readonly notice: Notice | undefined;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
}

interface Claim {
  readonly now: number;
  /** When the claim ends, so that another worker takes over what this one left. */
  readonly until: number;
  readonly limit: number;
}

/** The outbox as those see it who deliver from it. Several processes may do so at once. */
export interface MailQueue {
  /** Organizations with a notice that is due, each once. */
  organizationsDue(now: number): Promise<readonly string[]>;
  /**
   * Takes notices of an organization that are due: links for a new
   * password first, then those that confirm an address, then what was due first. No two
   * callers get the same one while the claim lasts.
   */
  claim(organizationId: string, claim: Claim): Promise<readonly MailJob[]>;
  /** It was sent, or there is nobody to send it to. */
  finish(job: MailJob, at: number): Promise<void>;
  /** It will be tried again. */
  retry(job: MailJob, availableAt: number, error: string): Promise<void>;
  /** It waits until its turn comes, which is no attempt. */
  postpone(job: MailJob, availableAt: number): Promise<void>;
  /** It is given up, and kept for the operator. */
  giveUp(job: MailJob, at: number, error: string): Promise<void>;
}

/** A notice as its operator sees it. */
export interface QueuedMail {
  readonly id: string;
  readonly kind: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly attempts: number;
  /** When it is due, or when it was given up. */
  readonly at: number;
  readonly lastError: string | null;
}

/** How much lies in the outbox. Of each kind, the first thousand are counted. */
interface OutboxDepth {
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest of those that wait was put there, in epoch milliseconds. */
  readonly oldestAt: number | undefined;
}

export interface MailQueueAdministration {
  depth(): Promise<OutboxDepth>;
  /** The oldest thousand of those that wait, or that were given up. */
  list(which: 'waiting' | 'dead'): Promise<readonly QueuedMail[]>;
  /** Puts one that was given up, or all of them, among those that wait, unless it came too late. Answers how many. */
  revive(id: string | undefined, now: number): Promise<number>;
}
