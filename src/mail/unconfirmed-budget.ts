import { operatorEntry } from '../directory/audit/entry.ts';
import { Budget } from '../directory/budget.ts';
import type { Store } from '../directory/store.ts';

interface UnconfirmedBudgetParts {
  readonly store: Pick<Store, 'transaction'>;
  /** Messages of a kind that an organization may send in an hour. */
  readonly perHour: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Messages of one kind from one organization. */
export interface Sender {
  readonly organizationId: string;
  readonly kind: string;
}

const hour = 60 * 60_000;

/** Organizations and kinds of message that are remembered at once. */
const capacity = 10_000;

/**
 * Whose turn it is among messages to addresses that nobody has confirmed: whoever may create users could otherwise have
 * the server write to any number of strangers. What has no turn waits for the next hour; nothing is lost. Each kind has
 * turns of its own, so that invitations do not hold up links for forgotten passwords.
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

  /** Nobody was written to. */
  giveBack(sender: Sender): void {
    this.#left.giveBack(keyOf(sender), this.#parts.now());
  }

  /** When there are turns again. Tells the organization, once in an hour, that its messages wait. */
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
