import { canonical } from '../directory/canonical.ts';
import { GatehouseError } from '../errors.ts';
import { evenOut } from './pace.ts';
import type { RequestResetRequest } from './reset.ts';
import { loginName } from './sign-in-account.ts';

interface Parts {
  /** Looks for the person, and sends a link. */
  readonly work: (request: RequestResetRequest) => Promise<void>;
  /** Does something after the answer. Whoever runs it waits for it before the end and logs its failure. */
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

const mostWaiting = 400;

/** More than the work takes, so that how much there was to do cannot be told from when the next one has its turn. */
const eachMs = 25;

/**
 * Forgotten passwords whose links are to be sent. Whoever asks is answered before anything is looked up; what was asked
 * is done afterwards, one after the other.
 */
export class ResetRequests {
  readonly #parts: Parts;
  /** By organization and name: who asks again while the first is waiting is already waiting. */
  readonly #waiting = new Map<string, RequestResetRequest>();
  #isWorking = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws GatehouseError Overloaded. */
  ask(request: RequestResetRequest): void {
    const userNameOrEmail = loginName(request.userNameOrEmail);
    const key = canonical(JSON.stringify([request.organization, userNameOrEmail]));
    if (this.#waiting.size >= mostWaiting && !this.#waiting.has(key)) {
      throw new GatehouseError({ code: 'Overloaded', retryAfterSeconds: (mostWaiting * eachMs) / 1000 });
    }
    this.#waiting.set(key, { ...request, userNameOrEmail });
    if (!this.#isWorking) this.#start();
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
    for (const [key, request] of this.#waiting) {
      this.#waiting.delete(key);
      const startedAt = performance.now();
      await this.#parts.work(request);
      await evenOut(startedAt, this.#parts.pause, eachMs);
    }
  }
}
