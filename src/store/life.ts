import type { Database } from './database.ts';
import type { Sweep } from './sweep.ts';

/** How long the rows of a table live. The words stand in docs/data-retention.md. */
export interface Life<T extends keyof Database> {
  /** What a row says. */
  readonly holds: string;
  /** When its rows end, and through whom. */
  readonly ends: string;
  /** Of a table that belongs to organizations: its key behind `organization_id`. What it holds ends with its organization. */
  readonly key?: readonly (keyof Database[T] & string)[];
  /** Whether a row with a `user_id` ends with that user, at once. */
  readonly endsWithUser?: Database[T] extends { readonly user_id: string } ? true : never;
  /** What ends rows in the background when their time is over. */
  readonly sweeps?: readonly Sweep[];
}
