import type { Migration } from 'kysely/migration';
import { up as baseline } from './0000-baseline.ts';
import { up as keptRules } from './0052-expand-kept-rules.ts';

/** Every migration there is, in the order in which they run. Those behind the baseline have twins of the same number. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0000-baseline': { up: baseline },
  '0052-expand-kept-rules': { up: keptRules },
};
