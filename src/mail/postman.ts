import { Budget } from '../directory/budget.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { GatehouseError } from '../errors.ts';
import { type Backoff, defaultBackoff, pauseAfter } from './backoff.ts';
import { draftFor, type LetterTools, testMessage, UnsendableError } from './letter.ts';
import type { MailJob, MailQueue } from './queue.ts';
import type { MayReach } from './reachable.ts';
import { cleanAddress, type SmtpSettings, smtpInForce } from './smtp-settings.ts';
import { DeliveryError, type Letter, sendLetter, type Timeouts } from './transport.ts';
import { Turns } from './turns.ts';

export interface PostmanParts extends LetterTools {
  readonly store: LetterTools['store'] & Pick<Store, 'transaction'>;
  readonly queue: MailQueue;
  /** The operator's mail server, for organizations and a host that have none of their own. */
  readonly smtp: SmtpSettings | undefined;
  /** Where other mail servers may be. */
  readonly mayReach: MayReach;
  /** Messages of a kind that an organization may send in an hour to addresses that nobody has confirmed. */
  readonly unconfirmedPerHour: number;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly pace?: Partial<Pace>;
}

/** Why a test message was not sent. */
export interface TestFault {
  /** For whoever asked: the same whatever kept the server from being reached, so that it tells nothing of a network. */
  readonly description: string;
  /** For the operator. */
  readonly reason: string;
}

const plain = (text: string): TestFault => ({ description: text, reason: text });

const incomplete =
  'The mail server is not set up completely: it needs a sender, and a password when it has a user name.';

const unreachable = 'The mail server was not reached, or does not answer in the way that is set up.';

export interface Pace {
  /** How often the outbox is looked into. */
  readonly pollMs: number;
  /** How long an organization waits after its server could not be used, or when it has none. */
  readonly restMs: number;
  /** How long letters that are under way get to arrive when the server stops. */
  readonly stopMs: number;
  readonly timeouts: Timeouts;
  readonly backoff: Backoff;
}

const defaultPace: Pace = {
  pollMs: 1000,
  restMs: 30_000,
  stopMs: 5_000,
  timeouts: { stepMs: 10_000, totalMs: 60_000 },
  backoff: defaultBackoff,
};

/** Organizations served at once, and letters of one organization at once. */
const maxOrganizations = 16;
const maxLetters = 4;

/** Test messages of one organization: enough to get the settings right, too few to bother anybody with them. */
const testLimits = { most: 10, windowMs: 10 * 60_000, capacity: 10_000 };

/**
 * Delivers what lies in the outbox. A notice is marked after the server has taken it, so a crash in between sends it
 * twice rather than never. Organizations do not wait for one another, nor a letter for one that fails.
 */
export class Postman implements AsyncDisposable {
  readonly #parts: PostmanParts;
  readonly #pace: Pace;
  readonly #rounds = new Map<string, Promise<void>>();
  readonly #restingUntil = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking = Promise.resolve();
  readonly #tests = new Budget(testLimits);
  readonly #turns: Turns;
  readonly #stop = new AbortController();
  #isStopping = false;

  constructor(parts: PostmanParts) {
    this.#parts = parts;
    this.#turns = new Turns({ store: parts.store, perHour: parts.unconfirmedPerHour, now: parts.now });
    this.#pace = { ...defaultPace, ...parts.pace };
  }

  start(): this {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (!this.#isStopping) this.start();
      });
    }, this.#pace.pollMs);
    return this;
  }

  /** Takes up nothing more, and gives the letters that are under way a moment to arrive. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#looking;
    const patience = setTimeout(() => this.#stop.abort(), this.#pace.stopMs);
    await Promise.all(this.#rounds.values());
    clearTimeout(patience);
  }

  /**
   * Sends a test message at once, past the outbox.
   *
   * @returns undefined when it was sent.
   * @throws GatehouseError TooManyRequests when the organization has sent as many as it may.
   */
  async test({ organizationId }: Permitted<'setting.testMail'>, address: string): Promise<TestFault | undefined> {
    const to = cleanAddress(address);
    if (to === undefined) return plain('This is not an e-mail address.');
    const smtp = await this.#smtpOf(organizationId);
    if (!smtp) return plain('No mail server is configured.');
    if (smtp === 'incomplete') return plain(incomplete);
    const now = this.#parts.now();
    if (!this.#tests.take(organizationId, now)) {
      const retryAfterSeconds = Math.ceil(this.#tests.renewedIn(organizationId, now) / 1000);
      throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
    }
    const message = await testMessage(this.#parts, organizationId, to, now);
    const messageId = messageIdOf(crypto.randomUUID(), smtp);
    try {
      await this.#send(smtp, { to, message, messageId });
      return undefined;
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      this.#parts.log.warn({ organizationId, reason: error.message }, 'test message not sent');
      const full = plain(`The message was not accepted (${error.message}).`);
      return error.isAnswer ? full : { ...full, description: unreachable };
    }
  }

  #send(smtp: SmtpSettings, letter: Letter): Promise<void> {
    const { mayReach } = this.#parts;
    return sendLetter(smtp, letter, { timeouts: this.#pace.timeouts, mayReach, stop: this.#stop.signal });
  }

  async #look(): Promise<void> {
    const { queue, now, log } = this.#parts;
    try {
      for (const organizationId of await queue.organizationsDue(now())) {
        if (this.#isStopping || this.#rounds.size >= maxOrganizations) return;
        if (this.#rounds.has(organizationId) || this.#isResting(organizationId)) continue;
        const round = this.#serve(organizationId)
          .catch((error) => log.error({ organizationId, error: String(error) }, 'mail cannot be delivered'))
          .finally(() => this.#rounds.delete(organizationId));
        this.#rounds.set(organizationId, round);
      }
    } catch (error) {
      log.error({ error: String(error) }, 'the outbox cannot be read');
    }
  }

  #isResting(organizationId: string): boolean {
    const until = this.#restingUntil.get(organizationId);
    if (until === undefined) return false;
    if (until > this.#parts.now()) return true;
    this.#restingUntil.delete(organizationId);
    return false;
  }

  #rest(organizationId: string): void {
    this.#restingUntil.set(organizationId, this.#parts.now() + this.#pace.restMs);
  }

  async #smtpOf(organizationId: string) {
    return smtpInForce(await this.#parts.settings.smtp(organizationId), this.#parts.smtp);
  }

  async #serve(organizationId: string): Promise<void> {
    const { queue, now, log } = this.#parts;
    const smtp = await this.#smtpOf(organizationId);
    if (!smtp || smtp === 'incomplete') return this.#rest(organizationId);
    while (!this.#isStopping && !this.#isResting(organizationId)) {
      const at = now();
      // Longer than a delivery can take: nobody else takes over a letter that is under way.
      const until = at + 2 * this.#pace.timeouts.totalMs;
      const jobs = await queue.claim(organizationId, { now: at, until, limit: maxLetters });
      if (jobs.length === 0) return;
      // One that meets a fault is looked at again when its claim ends; the others do not wait for that.
      const failed =
        ({ id: notice }: MailJob) =>
        (error: unknown) =>
          log.error({ organizationId, notice, error: String(error) }, 'mail cannot be delivered');
      await Promise.all(jobs.map((job) => this.#deliver(job, smtp).catch(failed(job))));
    }
  }

  async #deliver(job: MailJob, smtp: SmtpSettings): Promise<void> {
    const { queue, now, log } = this.#parts;
    const { organizationId, id, notice } = job;
    if (!notice) return await this.#bury(job, 'it is damaged, or sealed with another installation key');
    const { kind, userId } = notice;
    const draft = await draftFor(this.#parts, notice).catch(unsendable);
    if (draft instanceof UnsendableError) return await this.#bury(job, draft.message);
    if (!draft) return await queue.finish(job, now());
    if (!draft.isConfirmed && !this.#turns.take(notice)) {
      return await queue.postpone(job, await this.#turns.next(notice));
    }
    try {
      await this.#send(smtp, { ...draft, messageId: messageIdOf(id, smtp) });
      log.info({ organizationId, userId, kind, notice: id }, 'mail sent');
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      if (!draft.isConfirmed && !error.isPermanent) this.#turns.giveBack(notice);
      return await this.#fail(job, error);
    }
    await queue.finish(job, now());
  }

  async #fail(job: MailJob, error: DeliveryError): Promise<void> {
    const { queue, now, random, log } = this.#parts;
    const pause = error.isPermanent ? undefined : pauseAfter(job.attempts, this.#pace.backoff, random());
    if (error.isServer) this.#rest(job.organizationId);
    if (pause === undefined) return await this.#bury(job, error.message);
    const { organizationId, id: notice, attempts } = job;
    log.warn({ organizationId, notice, attempts, reason: error.message }, 'mail will be tried again');
    await queue.retry(job, now() + pause, error.message);
  }

  async #bury(job: MailJob, reason: string): Promise<void> {
    const { organizationId, id: notice, attempts } = job;
    this.#parts.log.error({ organizationId, notice, attempts, reason }, 'mail given up');
    await this.#parts.queue.bury(job, this.#parts.now(), reason);
  }
}

function unsendable(error: unknown): UnsendableError {
  if (error instanceof UnsendableError) return error;
  throw error;
}

const messageIdOf = (id: string, { from }: SmtpSettings): string =>
  `<${id}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`;
