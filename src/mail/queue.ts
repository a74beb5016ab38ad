import type { Notice } from '../directory/outbox.ts';

/** A notice that one worker holds for a while, to send it. */
export interface MailJob {
  readonly organizationId: string;
  readonly id: string;
  /** Names the holder: whoever holds it no longer cannot change it any more. */
  readonly claim: string;
  /** Undefined when its link cannot be opened: it was sealed with another installation key. */
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
  /** Takes the longest due notices of an organization. No two callers get the same one while the claim lasts. */
  claim(organizationId: string, claim: Claim): Promise<readonly MailJob[]>;
  /** It was sent, or there is nobody to send it to. */
  finish(job: MailJob, at: number): Promise<void>;
  /** It will be tried again. */
  retry(job: MailJob, availableAt: number, error: string): Promise<void>;
  /** It is given up, and kept for the operator. */
  bury(job: MailJob, at: number, error: string): Promise<void>;
  /** Gives up what came too late, and forgets what is long done. */
  sweep(now: number): Promise<void>;
}
