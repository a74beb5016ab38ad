import type { Migration } from 'kysely/migration';
import { up as baseline } from './0000-baseline.ts';
import { up as keptRules } from './0052-expand-kept-rules.ts';
import { up as expiryTold } from './0053-expand-expiry-told.ts';

/** Every migration there is, in the order in which they run. Those behind the baseline have twins of the same number. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0000-baseline': { up: baseline },
  '0052-expand-kept-rules': { up: keptRules },
  '0053-expand-expiry-told': { up: expiryTold },
};
