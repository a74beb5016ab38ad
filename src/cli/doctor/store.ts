import { contradictions } from '../../store/sqlite/consistency.ts';
import { type IntegrityDepth, integrityProblems } from '../../store/sqlite/integrity.ts';
import { knowsMigrations, missingMigrations, storedMigrations } from '../../store/sqlite/stored-migrations.ts';
import { type Check, type Finding, orElse } from './finding.ts';

/** Whether the store has the schema of this version. */
export const schema: Check = async ({ storeFile }) => {
  const check = 'schema';
  const stored = storedMigrations(storeFile);
  if (!knowsMigrations(stored)) {
    return [{ check, level: 'error', text: 'The store was written by a newer version of Gatehouse. Use that one.' }];
  }
  const missing = missingMigrations(stored);
  if (missing.length > 0) {
    const text = `The store is of an earlier version: ${missing.join(', ')} to come, with the next start or "migrate".`;
    return [{ check, level: 'error', text }];
  }
  return [{ check, level: 'ok', text: `The store has the schema of this version (${stored.at(-1)}).` }];
};

/** Whether the file of the store is whole. */
export function integrityOf(storeFile: string, depth: IntegrityDepth): readonly Finding[] {
  const check = 'integrity';
  const found = integrityProblems(storeFile, depth).map((problem) => ({
    ...{ check, level: 'error' as const },
    text: `${problem}. Restore a backup into another folder: "gatehouse restore".`,
  }));
  return orElse(found, check, 'The file of the store is whole.');
}

export const integrity: Check = async ({ storeFile }) => integrityOf(storeFile, 'quick');

/** Whether what the store keeps twice agrees. */
export const consistency: Check = async ({ storeFile }) => {
  const check = 'counters';
  const found = contradictions(storeFile).map((text) => ({ check, level: 'error' as const, text }));
  return orElse(found, check, 'Counters, ranges, search index and ids agree with the accounts.');
};
