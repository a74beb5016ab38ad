/** An application to which a person signed in within a session. */
interface Participation {
  readonly organizationId: string;
  /** Its id, which is also the `sid` that the application knows. */
  readonly sessionId: string;
  readonly applicationId: string;
  /** The issuer that the application knows. */
  readonly issuer: string;
}

/** Which applications are to be told when a session ends. */
export interface Participants {
  /** Does nothing when the session has ended meanwhile. */
  join(participation: Participation): Promise<void>;
}

/** Tells one application that a session has ended. A worker claims it for a while to send it. */
export interface LogoutNotice {
  readonly organizationId: string;
  readonly applicationId: string;
  /** The session's `sid`. */
  readonly sid: string;
  /** The user whose session it was. */
  readonly subject: string;
  readonly issuer: string;
  /** Identifies the worker's claim: when that has ended, the worker cannot change the notice any more. */
  readonly claim: string;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
}

/** The notices that are still to be sent. Several processes may do it at once. */
export interface LogoutQueue {
  /** Organizations with a notice that is due, each once. */
  organizationsDue(now: number): Promise<readonly string[]>;
  /** Takes those that are due first. No two callers get the same one before `until`. */
  claim(
    organizationId: string,
    claim: { readonly now: number; readonly until: number; readonly limit: number },
  ): Promise<readonly LogoutNotice[]>;
  /** It was sent, or need not be sent any more. */
  finish(notice: LogoutNotice): Promise<void>;
  retry(notice: LogoutNotice, availableAt: number): Promise<void>;
}
