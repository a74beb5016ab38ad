import { operatorEntry } from '../directory/audit/entry.ts';
import { Budget } from '../directory/budget.ts';
import type { Store } from '../directory/store.ts';

interface UnconfirmedBudgetParts {
  readonly store: Pick<Store, 'transaction'>;
  /** How many messages of a kind an organization may send in an hour. */
  readonly perHour: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The organization, and the kind of its message. */
export interface Sender {
  readonly organizationId: string;
  readonly kind: string;
}

const hour = 60 * 60_000;

/** How many organizations and kinds of message are remembered at once. */
const capacity = 10_000;

/**
 * Limits messages to unconfirmed addresses: otherwise anyone who may create users could make the server write to any number
 * of strangers. Messages above the limit wait for the next hour; none is lost. Each kind has its own limit, so that
 * invitations do not delay links for forgotten passwords.
 */
export class UnconfirmedBudget {
  readonly #parts: UnconfirmedBudgetParts;
  readonly #left: Budget;
  readonly #untold: Budget;

  constructor(parts: UnconfirmedBudgetParts) {
    this.#parts = parts;
    this.#left = new Budget({ most: parts.perHour, windowMs: hour, capacity });
    this.#untold = new Budget({ most: 1, windowMs: hour, capacity });
  }

  take(sender: Sender): boolean {
    return this.#left.take(keyOf(sender), this.#parts.now());
  }

  /** The message was not sent. */
  giveBack(sender: Sender): void {
    this.#left.giveBack(keyOf(sender), this.#parts.now());
  }

  /** When the message may be sent. Tells the organization, once an hour and in its audit log, that messages wait. */
  async postponeUntil(sender: Sender): Promise<number> {
    const { perHour, now, store } = this.#parts;
    const { organizationId, kind } = sender;
    const at = now();
    const next = at + this.#left.renewedIn(keyOf(sender), at);
    if (!this.#untold.take(keyOf(sender), at)) return next;
    const details = { kind, perHour, until: new Date(next).toISOString() };
    const delay = { organizationId, category: 'Organization', action: 'DelayMail', targetId: organizationId } as const;
    await store.transaction(({ audit }) => audit.append(operatorEntry(at, { ...delay, details })));
    return next;
  }
}

const keyOf = ({ organizationId, kind }: Sender): string => `${organizationId} ${kind}`;
