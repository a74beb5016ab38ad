import { integrityProblems } from '../../store/integrity.ts';
import { knowsMigrations, missingMigrations, storedMigrations } from '../../store/migrate.ts';
import { type Check, orElse } from './finding.ts';

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
export const integrity: Check = async ({ storeFile }) => {
  const check = 'integrity';
  const found = integrityProblems(storeFile, 'quick').map((text) => ({ check, level: 'error' as const, text }));
  return orElse(found, check, 'The file of the store is whole.');
};
