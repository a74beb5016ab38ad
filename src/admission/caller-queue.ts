import { Appointments } from './appointments.ts';
import type { Caller } from './caller.ts';
import { FairQueue } from './fair-queue.ts';

/** What is remembered of callers who could not wait: no client comes again later than after half a minute. */
const appointmentLimits = { mostOfPlace: 500, most: 10_000, horizonMs: 30_000, patienceMs: 30_000 };

/** Callers of one standing, in turn over organizations, within each over networks, within each over accounts. */
export class CallerQueue<T> {
  readonly #queue = new FairQueue<T>();
  readonly #appointments = new Appointments(appointmentLimits);

  get length(): number {
    return this.#queue.length;
  }

  /** Callers who were told when to come again and are expected. */
  get expected(): number {
    return this.#appointments.size;
  }

  waitingForAccount(caller: Caller): number {
    return this.#queue.waiting(pathOf(caller));
  }

  /** Of this queue, counting those who are expected within the time. */
  ahead(caller: Caller, withinMs: number, now: number): number {
    return this.#queue.ahead(pathOf(caller)) + this.#appointments.dueUntil(placeOf(caller), now + withinMs, now);
  }

  /** Of this queue, between two turns of the caller's network. */
  between(caller: Caller): number {
    return this.#queue.ahead(networkPathOf(caller), 1);
  }

  /** Whether the caller was told to come at another time, and how it was kept. */
  punctuality(caller: Caller, now: number): 'early' | 'asAgreed' | 'unexpected' {
    const untilMs = this.#appointments.until(placeOf(caller), caller.account, now);
    if (untilMs === undefined) return 'unexpected';
    return untilMs > 0 ? 'early' : 'asAgreed';
  }

  /** In how many seconds to come again. */
  appoint(
    caller: Caller,
    when: { readonly earliest: number; readonly intervalMs: number; readonly now: number },
  ): number {
    return this.#appointments.make({ place: placeOf(caller), who: caller.account, ...when });
  }

  /** The appointment has served its purpose. */
  endAppointment(caller: Caller): void {
    this.#appointments.end(placeOf(caller), caller.account);
  }

  /** Who comes as agreed waits before the accounts of the network instead of among them. */
  join(caller: Caller, item: T, isAsAgreed: boolean): () => boolean {
    return this.#queue.join(isAsAgreed ? networkPathOf(caller) : pathOf(caller), item);
  }

  next(): T | undefined {
    return this.#queue.next();
  }
}

const networkPathOf = ({ organizationId, network }: Caller): readonly string[] => [organizationId, network];
const pathOf = (caller: Caller): readonly string[] => [...networkPathOf(caller), caller.account];
const placeOf = (caller: Caller): string => networkPathOf(caller).join(' ');
