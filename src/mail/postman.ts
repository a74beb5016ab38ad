import { Budget } from '../directory/budget.ts';
import { domainOf } from '../directory/email-address.ts';
import { hostId } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { unreachable } from '../directory/undelivered-mail/told-reason.ts';
import { GatehouseError, isToldAlready } from '../errors.ts';
import { type Backoff, defaultBackoff, pauseAfter } from '../outgoing/backoff.ts';
import { DeliveryRounds, type TurnResult } from '../outgoing/delivery-rounds.ts';
import type { MayReach } from '../outgoing/reachable.ts';
import type { TurnOutcome } from '../outgoing/round-robin.ts';
import { activities, events } from '../telemetry.ts';
import { draftLetter, draftTestMessage, type LetterTools, UnsendableError } from './letter.ts';
import type { MailJob, MailQueue } from './queue.ts';
import { smtpNameOf } from './smtp-config.ts';
import { cleanAddress, namesServer, type SmtpSettings, type StoredSmtp, smtpInForce } from './smtp-settings.ts';
import { Transcript, type TranscriptLine } from './transcript.ts';
import { DeliveryError, type Letter, sendLetter, type Timeouts } from './transport.ts';
import { UnconfirmedBudget } from './unconfirmed-budget.ts';

export interface PostmanParts extends LetterTools {
  readonly store: LetterTools['store'] & Pick<Store, 'transaction'>;
  readonly queue: MailQueue;
  /** The operator's mail server, for organizations and a host that have none of their own. */
  readonly smtp: SmtpSettings | undefined;
  /** The name in the greeting to mail servers, if not the host of `externalUrl`. */
  readonly smtpName?: string | undefined;
  /** To which addresses of other mail servers the server may connect. */
  readonly mayReach: MayReach;
  /** How many messages of a kind an organization may send in an hour to unconfirmed addresses. */
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
interface TestFault {
  /** For the caller: the same for every network failure, so that it reveals nothing about a network. */
  readonly description: string;
  /** For the operator. */
  readonly reason: string;
}

/** What came of a test message. */
export interface TestOutcome {
  /** Undefined when it was sent. */
  readonly fault: TestFault | undefined;
  /** What was said, where that is for the caller to know: not that of a mail server that others have set up. */
  readonly transcript: readonly TranscriptLine[];
}

const plain = (text: string): TestFault => ({ description: text, reason: text });

const unsent = (text: string): TestOutcome => ({ fault: plain(text), transcript: [] });

const incomplete =
  'The mail server is not set up completely: it needs a sender, and a password when it has a user name.';

export interface Pace {
  /** How often the outbox is read. */
  readonly pollMs: number;
  /** How long an organization rests after its server could not be used, or when it has none; doubled each time. */
  readonly restMs: number;
  readonly longestRestMs: number;
  /** How long letters under way may take to arrive when the server stops. */
  readonly stopMs: number;
  readonly timeouts: Timeouts;
  readonly backoff: Backoff;
}

const defaultPace: Pace = {
  pollMs: 1000,
  restMs: 30_000,
  longestRestMs: 8 * 60_000,
  stopMs: 5_000,
  timeouts: { stepMs: 10_000, totalMs: 60_000 },
  backoff: defaultBackoff,
};

/** Organizations served at once, and how many of these may have servers that did not answer the last time. */
const places = { most: 32, mostDoubtful: 24 };

/** Letters of one organization in one turn, all sent at once. */
const maxLetters = 4;

/** The outcome for a letter: the server answered, could not be used, or was not asked. */
type LetterOutcome = 'answered' | 'failed' | 'unsent';

/** Test messages of one organization: enough to get the settings right, too few to annoy anyone with them. */
const testLimits = { most: 10, windowMs: 10 * 60_000, capacity: 10_000 };

/**
 * Delivers the notices in the outbox. A notice is marked as sent after the mail server has accepted it, so after a crash in
 * between it is sent twice rather than never. Organizations take turns: none waits for another one whose server hangs.
 */
export class Postman implements AsyncDisposable {
  readonly #parts: PostmanParts;
  readonly #pace: Pace;
  readonly #rounds: DeliveryRounds;
  readonly #tests = new Budget(testLimits);
  readonly #turns: UnconfirmedBudget;
  readonly #stop = new AbortController();

  constructor(parts: PostmanParts) {
    this.#parts = parts;
    this.#turns = new UnconfirmedBudget({ store: parts.store, perHour: parts.unconfirmedPerHour, now: parts.now });
    this.#pace = { ...defaultPace, ...parts.pace };
    this.#rounds = new DeliveryRounds({
      due: () => parts.queue.organizationsDue(parts.now()),
      serve: (organizationId) => this.#serve(organizationId),
      limits: { ...places, ...this.#pace },
      pollMs: this.#pace.pollMs,
      log: parts.log,
      faults: { due: 'the outbox cannot be read', serve: 'mail cannot be delivered' },
    });
  }

  start(): this {
    this.#rounds.start();
    return this;
  }

  /** Starts no more deliveries, and gives the letters under way a moment to arrive. */
  async [Symbol.asyncDispose](): Promise<void> {
    const patience = setTimeout(() => this.#stop.abort(), this.#pace.stopMs);
    await this.#rounds.end();
    clearTimeout(patience);
  }

  /**
   * Sends a test message at once, without the outbox.
   *
   * @param given the settings to use in place of the stored ones: they never use a stored password.
   * @throws GatehouseError TooManyRequests when the organization has sent as many as it may.
   */
  async test(
    { organizationId }: Permitted<'setting.testMail'>,
    address: string,
    given?: StoredSmtp,
  ): Promise<TestOutcome> {
    const to = cleanAddress(address);
    if (to === undefined) return unsent('This is not an e-mail address.');
    const levels = given ? [given] : await this.#parts.settings.smtp(organizationId);
    const smtp = smtpInForce(levels, given ? undefined : this.#parts.smtp);
    if (!smtp) return unsent('No mail server is configured.');
    if (smtp === 'incomplete') return unsent(incomplete);
    const now = this.#parts.now();
    if (!this.#tests.take(organizationId, now)) {
      const retryAfterSeconds = Math.ceil(this.#tests.renewedIn(organizationId, now) / 1000);
      throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
    }
    const content = await draftTestMessage(this.#parts, organizationId, to, now);
    const messageId = messageIdOf(crypto.randomUUID(), smtp);
    const transcript = organizationId === hostId || namesServer(levels[0]) ? new Transcript(smtp) : undefined;
    try {
      await this.#send(smtp, { to, ...content, messageId }, transcript);
      if (!given) this.#rounds.endRest(organizationId);
      return { fault: undefined, transcript: transcript?.lines ?? [] };
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      this.#parts.log.warn({ organizationId, reason: error.message }, 'test message not sent');
      transcript?.note(error.message);
      const full = plain(`The message was not accepted (${error.message}).`);
      const fault = error.isAnswer ? full : { ...full, description: unreachable };
      return { fault, transcript: transcript?.lines ?? [] };
    }
  }

  #send(smtp: SmtpSettings, letter: Letter, transcript?: Transcript): Promise<void> {
    const { mayReach, smtpName, externalUrl } = this.#parts;
    const name = smtpNameOf(smtpName, externalUrl);
    return sendLetter(smtp, letter, {
      ...{ timeouts: this.#pace.timeouts, name, mayReach, stop: this.#stop.signal, transcript },
    });
  }

  async #smtpOf(organizationId: string) {
    return smtpInForce(await this.#parts.settings.smtp(organizationId), this.#parts.smtp);
  }

  /** One batch. */
  async #serve(organizationId: string): Promise<TurnResult> {
    const { queue, now, log } = this.#parts;
    const smtp = await this.#smtpOf(organizationId);
    if (!smtp || smtp === 'incomplete') return { outcome: 'missing', isMore: true };
    const at = now();
    // Longer than a delivery can take: no other process takes over a letter that is under way.
    const until = at + 2 * this.#pace.timeouts.totalMs;
    const jobs = await queue.claim(organizationId, { now: at, until, limit: maxLetters });
    const delivered = await Promise.all(
      jobs.map((job) =>
        this.#deliver(job, smtp).catch((error) => {
          // It is tried again when its claim ends; the others do not wait for that.
          const fields = { organizationId, notice: job.id, error: String(error) };
          if (!isToldAlready(error)) log.error(fields, 'mail cannot be delivered');
          return 'unsent' as const;
        }),
      ),
    );
    return { outcome: turnOutcome(delivered), isMore: jobs.length === maxLetters };
  }

  async #deliver(job: MailJob, smtp: SmtpSettings): Promise<LetterOutcome> {
    const { queue, log } = this.#parts;
    const { organizationId, id, notice } = job;
    if (!notice) return await this.#bury(job, 'it is damaged, or sealed with another installation key', 'unsent');
    const { kind, userId } = notice;
    const draft = await draftLetter(this.#parts, notice).catch(unsendable);
    if (draft instanceof UnsendableError) return await this.#bury(job, draft.message, 'unsent');
    if (!draft) return await this.#finish(job, 'needless');
    if (!draft.isConfirmed && !this.#turns.take(notice)) {
      await queue.postpone(job, await this.#turns.postponeUntil(notice));
      return 'unsent';
    }
    try {
      const letter = { ...draft, messageId: messageIdOf(id, smtp) };
      await activities.mail.measure({ kind }, () => this.#send(smtp, letter));
      log.info({ organizationId, userId, kind, notice: id }, 'mail sent');
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      if (!draft.isConfirmed && !error.isPermanent) this.#turns.giveBack(notice);
      return await this.#fail(job, error);
    }
    return await this.#finish(job, 'sent');
  }

  async #finish(job: MailJob, outcome: 'sent' | 'needless'): Promise<LetterOutcome> {
    await this.#parts.queue.finish(job, this.#parts.now());
    events.mail.publish({ outcome });
    return outcome === 'sent' ? 'answered' : 'unsent';
  }

  async #fail(job: MailJob, error: DeliveryError): Promise<LetterOutcome> {
    const { queue, now, random, log } = this.#parts;
    const pause = error.isPermanent ? undefined : pauseAfter(job.attempts, this.#pace.backoff, random());
    const delivered = error.isServer ? 'failed' : 'answered';
    if (pause === undefined) return await this.#bury(job, error.message, delivered);
    const { organizationId, id: notice, attempts } = job;
    log.warn({ organizationId, notice, attempts, reason: error.message }, 'mail will be tried again');
    await queue.retry(job, now() + pause, error.message);
    events.mail.publish({ outcome: 'retried' });
    return delivered;
  }

  async #bury(job: MailJob, reason: string, delivered: LetterOutcome): Promise<LetterOutcome> {
    const { organizationId, id: notice, attempts } = job;
    this.#parts.log.error({ organizationId, notice, attempts, reason }, 'mail given up');
    await this.#parts.queue.giveUp(job, this.#parts.now(), reason);
    events.mail.publish({ outcome: 'givenUp' });
    return delivered;
  }
}

function turnOutcome(delivered: readonly LetterOutcome[]): TurnOutcome {
  if (!delivered.includes('failed')) return delivered.includes('answered') ? 'answered' : 'unasked';
  return delivered.includes('answered') ? 'unsteady' : 'failed';
}

function unsendable(error: unknown): UnsendableError {
  if (error instanceof UnsendableError) return error;
  throw error;
}

/** Of ASCII alone, as every header is that a server without SMTPUTF8 takes. */
const messageIdOf = (id: string, { from }: SmtpSettings): string => `<${id}@${domainOf(from.address)}>`;
