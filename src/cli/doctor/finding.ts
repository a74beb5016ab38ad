import type { Config } from '../../config.ts';
import type { Connection } from '../../store/sqlite.ts';

/** What one look at an installation has found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'error';
  /** A sentence; where something is wrong, also what to do. */
  readonly text: string;
}

/** An installation that is looked at, and not changed. */
export interface Patient {
  readonly config: Config;
  readonly storeFile: string;
  readonly db: Connection;
}

export type Check = (patient: Patient) => Promise<readonly Finding[]>;

/** The findings, or that there is nothing to say but this. */
export const orElse = (found: readonly Finding[], check: string, text: string): readonly Finding[] =>
  found.length > 0 ? found : [{ check, level: 'ok', text }];
