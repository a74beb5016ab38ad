import type { Applications } from '../../directory/application.ts';
import { isToldAlready } from '../../errors.ts';
import { type Backoff, pauseAfter } from '../../outgoing/backoff.ts';
import { DeliveryRounds, type TurnResult } from '../../outgoing/delivery-rounds.ts';
import type { MayReach } from '../../outgoing/reachable.ts';
import { failureReason, sendRequest } from '../../outgoing/request.ts';
import { events } from '../../telemetry.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { signLogoutToken } from './logout-token.ts';
import type { LogoutNotice, LogoutQueue } from './notice.ts';

export interface LogoutDeliveryParts {
  readonly queue: LogoutQueue;
  readonly applications: Pick<Applications, 'findByClientId'>;
  /** The key that signs at this moment. */
  readonly signer: (now: number) => Promise<SigningKey>;
  /** To which addresses logout tokens may be sent. */
  readonly mayReach: MayReach;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How often the queue is read. */
const pollMs = 500;

const bounds = { deadlineMs: 5_000, mostBytes: 64 * 1024 };

/** From five seconds, doubled each time up to a quarter of an hour: for a little less than two hours. */
const backoff: Backoff = { firstMs: 5_000, longestMs: 15 * 60_000, maxAttempts: 14 };

/**
 * Organizations served at once, and how many of these may have applications that did not answer the last time. None has to
 * rest, because each notice has its own pause.
 */
const limits = { most: 32, mostDoubtful: 24, restMs: 0, longestRestMs: 0 };

/** Notices of one organization in one turn, all sent at once. */
const mostNotices = 8;

const fault = 'logout notices cannot be sent';

/** What became of a notice. */
type NoticeOutcome = 'answered' | 'failed' | 'unasked';

/**
 * Tells applications that a session has ended in which a person was signed in to them (OpenID Connect Back-Channel Logout
 * 1.0). A notice is removed after the application has answered, so after a crash in between it is sent twice rather than
 * never.
 */
export class LogoutDelivery implements AsyncDisposable {
  readonly #parts: LogoutDeliveryParts;
  readonly #rounds: DeliveryRounds;
  readonly #stop = new AbortController();

  constructor(parts: LogoutDeliveryParts) {
    this.#parts = parts;
    this.#rounds = new DeliveryRounds({
      due: () => parts.queue.organizationsDue(parts.now()),
      serve: (organizationId) => this.#serve(organizationId),
      ...{ limits, pollMs, log: parts.log },
      faults: { due: 'the queue of logout notices cannot be read', serve: fault },
    });
  }

  start(): void {
    this.#rounds.start();
  }

  /** Aborts what is under way: it is sent again after the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#rounds.end();
  }

  async #serve(organizationId: string): Promise<TurnResult> {
    const { queue, now, log } = this.#parts;
    const at = now();
    // Longer than one can take: no other process takes over what is under way.
    const claim = { now: at, until: at + 3 * bounds.deadlineMs, limit: mostNotices };
    const notices = await queue.claim(organizationId, claim);
    const told = await Promise.all(
      notices.map((notice) =>
        this.#tell(notice).catch((error) => {
          // It is sent again when its claim ends; the others do not wait for that.
          const fields = { organizationId, application: notice.applicationId, error: String(error) };
          if (!isToldAlready(error)) log.error(fields, fault);
          return 'unasked' as const;
        }),
      ),
    );
    const outcome = told.includes('failed') ? 'failed' : told.includes('answered') ? 'answered' : 'unasked';
    return { outcome, isMore: notices.length === mostNotices };
  }

  async #tell(notice: LogoutNotice): Promise<NoticeOutcome> {
    const { queue, applications, signer, now, log } = this.#parts;
    const application = await applications.findByClientId(notice.applicationId);
    // It is told also when it is not active any more: that its organization is not may be why the session has ended.
    const url = application?.backchannelLogoutUri;
    if (!application || url === undefined) {
      await queue.finish(notice);
      events.logout.publish({ outcome: 'needless' });
      return 'unasked';
    }
    const at = now();
    const token = await signLogoutToken(await signer(at), notice, application, at);
    const fault = await this.#post(url, token);
    if (fault) return await this.#fail(notice, fault);
    const { organizationId, applicationId, subject } = notice;
    log.info({ organizationId, application: applicationId, userId: subject }, 'application told of a sign-out');
    await queue.finish(notice);
    events.logout.publish({ outcome: 'told' });
    return 'answered';
  }

  /** Returns undefined when the application has accepted the logout token. */
  async #post(url: string, token: string): Promise<{ reason: string; isFinal: boolean } | undefined> {
    const question = {
      ...({ method: 'POST', url, body: new URLSearchParams({ logout_token: token }).toString() } as const),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    try {
      const { mayReach } = this.#parts;
      const { status } = await sendRequest(question, { ...bounds, mayReach, stop: this.#stop.signal });
      if (status >= 200 && status < 300) return undefined;
      // It would answer the same again, unless it was too busy.
      return { reason: `status ${status}`, isFinal: status < 500 && ![408, 425, 429].includes(status) };
    } catch (error) {
      return { reason: failureReason(error), isFinal: false };
    }
  }

  async #fail(notice: LogoutNotice, { reason, isFinal }: { reason: string; isFinal: boolean }): Promise<NoticeOutcome> {
    const { queue, now, log } = this.#parts;
    const { organizationId, applicationId: application, subject: userId, attempts } = notice;
    const pause = isFinal ? undefined : pauseAfter(attempts, backoff, Math.random());
    const what = pause === undefined ? 'application not told of a sign-out' : 'application will be told of it again';
    log.warn({ organizationId, application, userId, attempts, reason }, what);
    if (pause === undefined) await queue.finish(notice);
    else await queue.retry(notice, now() + pause);
    events.logout.publish({ outcome: pause === undefined ? 'givenUp' : 'retried' });
    return isFinal ? 'answered' : 'failed';
  }
}
