import type { Config } from '../../config/settings.ts';
import type { Connection } from '../../store/open.ts';
import { printJson, printLine } from '../print-line.ts';

/** What a check of an installation found. */
export interface Finding {
  /** What was checked, in a word or two. */
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'error';
  /** A sentence; where something is wrong, also what to do. */
  readonly text: string;
}

/** The installation that is checked, and not changed. */
export interface Installation {
  readonly config: Config;
  /** Undefined when the store is a database of PostgreSQL. */
  readonly storeFile: string | undefined;
  readonly db: Connection;
}

export type Check = (installation: Installation) => Promise<readonly Finding[]>;

/** The findings; without any, this text as a finding that all is well. */
export const orElse = (found: readonly Finding[], check: string, text: string): readonly Finding[] =>
  found.length > 0 ? found : [{ check, level: 'ok', text }];

/** The further checks run only when the first ones found that the store is whole and of this version. */
export async function examine(
  installation: Installation,
  first: readonly Check[],
  further: readonly Check[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of first) findings.push(...(await check(installation)));
  if (findings.some(({ check, level }) => level === 'error' && ['integrity', 'schema'].includes(check)))
    return findings;
  for (const check of further) findings.push(...(await check(installation)));
  return findings;
}

/** Prints the findings. Returns the exit code. */
export function report(findings: readonly Finding[], json: string | undefined): number {
  if (json !== undefined) printJson(findings);
  else for (const one of findings) printLine(line(one));
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

const line = ({ check, level, text }: Finding): string => `${level.padEnd(8)} ${check.padEnd(13)} ${text}`;
