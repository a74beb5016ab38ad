import { FairQueue } from '../admission/fair-queue.ts';
import { networkOf } from '../admission/network.ts';
import { canonical } from '../directory/canonical.ts';
import { GatehouseError, isUnavailable } from '../errors.ts';
import { evenOut } from './pace.ts';
import type { RequestResetRequest } from './reset.ts';
import { loginName } from './sign-in-account.ts';

interface Parts {
  /** Looks for the person, and sends a link. */
  readonly work: (request: RequestResetRequest) => Promise<void>;
  /** Does something after the answer. The runner waits for it before the server ends, and logs its failure. */
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Aborted when the server ends: nobody waits for the store any longer. */
  readonly stopping: AbortSignal;
}

const mostWaiting = 2_000;
/** Of one network. */
const mostOfNetwork = 100;

/** Enough to tell which browser it is. */
const longestBrowserInfo = 512;

/** More than the work takes, so that how much there was to do cannot be told from when the next one has its turn. */
const eachMs = 25;

/** For so long a link waits for a store that is not available; the others wait behind it, and a full queue says so to people. */
const patience = { tries: 60, restMs: 1000 };

/**
 * Forgotten passwords whose links are to be sent. The request is answered before anything is looked up; the
 * links are sent afterwards, one after the other, in turn over the networks.
 */
export class ResetRequests {
  readonly #parts: Parts;
  /** By organization and name: a second request of the same is the same place in the queue. */
  readonly #waiting = new Map<string, RequestResetRequest>();
  readonly #turns = new FairQueue<string>();
  #isWorking = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws GatehouseError TooManyRequests when too many of the network wait, Overloaded when too many of all do. */
  ask(request: RequestResetRequest): void {
    const userNameOrEmail = loginName(request.userNameOrEmail);
    const key = canonical(JSON.stringify([request.organization, userNameOrEmail]));
    if (!this.#waiting.has(key)) this.#join(key, networkOf(request.clientIp));
    const browserInfo = request.browserInfo?.slice(0, longestBrowserInfo) ?? null;
    this.#waiting.set(key, { ...request, userNameOrEmail, browserInfo });
    if (!this.#isWorking) this.#start();
  }

  /** How many have not had their turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  #join(key: string, network: string): void {
    const retryAfterSeconds = Math.ceil((this.#turns.ahead([network]) * eachMs) / 1000);
    if (this.#turns.waiting([network]) >= mostOfNetwork) {
      throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
    }
    if (this.#waiting.size >= mostWaiting) throw new GatehouseError({ code: 'Overloaded', retryAfterSeconds });
    this.#turns.join([network], key);
  }

  #start(): void {
    this.#isWorking = true;
    this.#parts.inBackground(async () => {
      try {
        await this.#work();
      } finally {
        this.#isWorking = false;
        if (this.#waiting.size > 0) this.#start();
      }
    });
  }

  async #work(): Promise<void> {
    for (let key = this.#turns.next(); key !== undefined; key = this.#turns.next()) {
      const request = this.#waiting.get(key) as RequestResetRequest;
      this.#waiting.delete(key);
      const startedAt = performance.now();
      await this.#workPatiently(request);
      await evenOut(startedAt, this.#parts.pause, eachMs);
    }
  }

  /** The person was told that there will be a mail. */
  async #workPatiently(request: RequestResetRequest): Promise<void> {
    const { work, pause, stopping } = this.#parts;
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(request);
      } catch (error) {
        if (!isUnavailable(error) || tries >= patience.tries || stopping.aborted) throw error;
      }
      await pause(patience.restMs);
    }
  }
}
