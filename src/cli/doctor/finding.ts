import type { Config } from '../../config/settings.ts';
import type { Connection } from '../../store/open.ts';

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

/** Further checks ask what can only be answered when the first ones found a store of this version that is whole. */
export async function examine(
  patient: Patient,
  first: readonly Check[],
  further: readonly Check[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of first) findings.push(...(await check(patient)));
  if (findings.some(({ check, level }) => level === 'error' && ['integrity', 'schema'].includes(check)))
    return findings;
  for (const check of further) findings.push(...(await check(patient)));
  return findings;
}

/** Prints the findings, and answers the exit code. */
export function report(findings: readonly Finding[], json: string | undefined): number {
  process.stdout.write(json === undefined ? findings.map(line).join('') : `${JSON.stringify(findings)}\n`);
  return findings.some(({ level }) => level === 'error') ? 1 : 0;
}

const line = ({ check, level, text }: Finding): string => `${level.padEnd(8)} ${check.padEnd(13)} ${text}\n`;
