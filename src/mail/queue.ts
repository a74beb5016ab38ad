import type { Notice } from '../directory/outbox.ts';

/** A notice that one worker has claimed for a while, to send it. */
export interface MailJob {
  readonly organizationId: string;
  readonly id: string;
  /** Identifies the worker's claim: when that has ended, the worker cannot change the notice any more. */
  readonly claim: string;
  /** Undefined when it cannot be read: it is damaged, or its link was sealed with another installation key. */
  readonly notice: Notice | undefined;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
}

interface Claim {
  readonly now: number;
  /** When the claim ends, so that another worker takes over what this one has left. */
  readonly until: number;
  readonly limit: number;
}

/** The outbox for those that deliver from it. Several processes may do so at once. */
export interface MailQueue {
  /** The organizations with a notice that is due, each once. */
  organizationsDue(now: number): Promise<readonly string[]>;
  /**
   * Claims due notices of an organization: codes first, links for a new password, then those that confirm an address, then what was
   * due first. No two callers get the same notice while the claim lasts.
   */
  claim(organizationId: string, claim: Claim): Promise<readonly MailJob[]>;
  /** It was sent, or there is nobody to send it to. */
  finish(job: MailJob, at: number): Promise<void>;
  /** It will be tried again. */
  retry(job: MailJob, availableAt: number, error: string): Promise<void>;
  /** It waits for its turn, which does not count as an attempt. */
  postpone(job: MailJob, availableAt: number): Promise<void>;
  /** It is given up, and stays in the outbox for the operator. */
  giveUp(job: MailJob, at: number, error: string): Promise<void>;
}

/** A notice in the outbox, for the operator. */
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

/** How many notices are in the outbox. Of each kind, the first thousand are counted. */
interface OutboxDepth {
  readonly waiting: number;
  readonly dead: number;
  /** When the oldest waiting notice was written, in epoch milliseconds. */
  readonly oldestAt: number | undefined;
}

export interface MailQueueAdministration {
  depth(): Promise<OutboxDepth>;
  /** The oldest thousand notices that wait, or that were given up. */
  list(which: 'waiting' | 'dead'): Promise<readonly QueuedMail[]>;
  /** Lets one notice that was given up, or all of them, wait for delivery again, unless it is too late. Returns how many. */
  revive(id: string | undefined, now: number): Promise<number>;
}
