/** An application that somebody signed in to within a session. */
interface Participation {
  readonly organizationId: string;
  /** The session, which also is how the application knows it. */
  readonly sessionId: string;
  readonly applicationId: string;
  /** The server as the application knows it. */
  readonly issuer: string;
}

/** Which applications are to be told when a session ends. */
export interface Participants {
  /** Does nothing when the session is over by now. */
  join(participation: Participation): Promise<void>;
}

/** A session that has ended, of which an application is told: one worker holds it for a while to do that. */
export interface LogoutNotice {
  readonly organizationId: string;
  readonly applicationId: string;
  /** The session as the application knows it. */
  readonly sid: string;
  /** Whose session it was. */
  readonly subject: string;
  readonly issuer: string;
  /** Names the holder: whoever holds it no longer cannot change it any more. */
  readonly claim: string;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
}

/** Applications that are still to be told. Several processes may do it at once. */
export interface LogoutQueue {
  /** Organizations with a notice that is due, each once. */
  organizationsDue(now: number): Promise<readonly string[]>;
  /** Takes those that are due first. No two callers get the same one before `until`. */
  claim(
    organizationId: string,
    claim: { readonly now: number; readonly until: number; readonly limit: number },
  ): Promise<readonly LogoutNotice[]>;
  /** There is nothing to tell any more. */
  finish(notice: LogoutNotice): Promise<void>;
  retry(notice: LogoutNotice, availableAt: number): Promise<void>;
}
