import { GatehouseError } from '../errors.ts';
import { retryAfterSeconds } from './estimate.ts';
import { networkOf } from './network.ts';
import { Pacer } from './pacer.ts';
import { MemoryRate, type Rate } from './rate.ts';

const minute = 60_000;

/** What can be caused without proving anything, and the time over which it is counted. */
const windows = {
  /** A name and a password that are not right, or a link for a forgotten password. */
  signIn: 10 * minute,
  /** A client secret that is not right. */
  secret: 10 * minute,
  /** An authorization request, which the server has to remember. */
  authorization: minute,
  /** Whatever else is asked: a page, an operation that needs no token, one with a token that is not right. */
  request: minute / 6,
} as const;

export type Cost = keyof typeof windows;

/** How many of each a network may cause in the time over which it is counted; 0: as many as it likes. */
export type NetworkLimits = Readonly<Record<Cost, number>>;

/** Something that was counted before it was known whether it counts. */
export interface Spent {
  /** It turned out not to count. Said once or more often. */
  giveBack(): void;
}

export interface ThrottleStatistics {
  /** How many requests were refused because their network had spent its budget. */
  readonly refused: Readonly<Record<Cost, number>>;
  /** Refusals that wait to be sent. */
  readonly waiting: number;
}

/** For each kind: room for fifty thousand networks. */
const mostBytes = 8 * 1024 * 1024;

/** A refusal takes a tenth of a millisecond of the event loop, so refusals have a fortieth of it. */
const pace = { perInterval: 5, intervalMs: 20, maxWaiting: 5_000 };

/**
 * Bounds what each network may cause without proving anything, before it costs anything. A caller with a valid token, a
 * right password or a right secret is not counted.
 */
export class Throttle {
  readonly #rates: Readonly<Partial<Record<Cost, Rate>>>;
  readonly #now: () => number;
  readonly #pacer = new Pacer(pace);
  readonly #refused: Record<Cost, number> = { signIn: 0, secret: 0, authorization: 0, request: 0 };

  /** @param now milliseconds of a clock that nobody sets. */
  constructor(limits: NetworkLimits, now: () => number) {
    const rates = Object.entries(windows)
      .map(([cost, windowMs]) => ({ cost, windowMs, most: limits[cost as Cost] }))
      .filter(({ most }) => most > 0)
      .map(({ cost, ...rate }) => [cost, new MemoryRate(rate, mostBytes)]);
    this.#rates = Object.fromEntries(rates);
    this.#now = now;
  }

  /**
   * Counts before anything is done.
   *
   * @param person whose browser it is, if that is known: what comes from there is counted for the person instead, who
   *   is not refused for others in the network, and does not have more with more browsers.
   * @throws GatehouseError TooManyRequests.
   */
  async spend(cost: Cost, clientIp: string, person?: string): Promise<Spent> {
    const rate = this.#rates[cost];
    const key = person === undefined ? networkOf(clientIp) : `person ${person}`;
    const waitMs = (await rate?.take(key, this.#now())) ?? 0;
    if (waitMs > 0) {
      this.#refused[cost] += 1;
      throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds: retryAfterSeconds(waitMs) });
    }
    let isGivenBack = false;
    return {
      giveBack: () => {
        if (!isGivenBack) void rate?.giveBack(key, this.#now());
        isGivenBack = true;
      },
    };
  }

  /** Waits until a refusal may be sent. Returns false when the connection should rather be closed. */
  pace(clientIp: string): Promise<boolean> {
    return this.#pacer.wait(networkOf(clientIp));
  }

  /** As `pace`, for a refusal that was not counted yet: it waits only when there are too many of them. */
  async paceRefusal(clientIp: string): Promise<boolean> {
    const waitMs = (await this.#rates.request?.take(networkOf(clientIp), this.#now())) ?? 0;
    return waitMs === 0 || (await this.pace(clientIp));
  }

  statistics(): ThrottleStatistics {
    return { refused: { ...this.#refused }, waiting: this.#pacer.waiting };
  }

  /** Sends what waits. */
  close(): void {
    this.#pacer.close();
  }
}
