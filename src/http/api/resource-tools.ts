import type { Store } from '../../directory/store.ts';

/** What most resources work with. */
export interface ResourceTools {
  readonly store: Store;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
