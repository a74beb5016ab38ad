import { contradictions } from '../../store/consistency.ts';
import { dialectOf } from '../../store/dialect.ts';
import { isExpansion } from '../../store/expansion.ts';
import { appliedMigrations } from '../../store/migrate.ts';
import type { Connection } from '../../store/open.ts';
import { serverFacts } from '../../store/postgres/facts.ts';
import { remedy } from '../../store/sqlite/faults.ts';
import { type IntegrityDepth, integrityProblems } from '../../store/sqlite/integrity.ts';
import { refusedToAnother, unconfirmedMark } from '../../store/sqlite/unconfirmed-mark.ts';
import { type Check, type Finding, type Installation, orElse } from './finding.ts';

/** Whether the store has the schema of this version. */
export const schema: Check = async ({ db }) => {
  const check = 'schema';
  const stored = await appliedMigrations(db);
  const known = Object.keys(dialectOf(db).migrations).sort();
  if (stored.some((name) => !known.includes(name) && !isExpansion(name))) {
    return [{ check, level: 'error', text: 'The store was written by a newer version of Gatehouse. Use that one.' }];
  }
  const missing = known.filter((name) => !stored.includes(name));
  if (missing.length > 0) {
    const text = `The store is of an earlier version: ${missing.join(', ')} to come, with the next start or "migrate".`;
    return [{ check, level: 'error', text }];
  }
  return [{ check, level: 'ok', text: `The store has the schema of this version (${stored.at(-1)}).` }];
};

/** Whether the file of the store is whole; of a database, whether its server answers and takes writes. */
export const integrityOf =
  (depth: IntegrityDepth): Check =>
  async ({ db, storeFile }: Installation) =>
    storeFile === undefined ? await serverOf(db) : fileOf(storeFile, depth);

function fileOf(storeFile: string, depth: IntegrityDepth): readonly Finding[] {
  const check = 'integrity';
  const found = integrityProblems(storeFile, depth).map((problem) => ({
    ...{ check, level: 'error' as const },
    text: `${problem}. Restore a backup into another folder: "gatehouse restore".`,
  }));
  const mark = unconfirmedMark(storeFile);
  if (mark.isLeft()) {
    found.push({ check, level: 'error', text: remedy('unconfirmed', storeFile, refusedToAnother) });
  }
  return orElse(found, check, 'The file of the store is whole.');
}

async function serverOf(db: Connection): Promise<readonly Finding[]> {
  const check = 'integrity';
  const { version, takesWrites, invalidIndexes } = await serverFacts(db);
  const found: Finding[] = [];
  if (!takesWrites) {
    found.push({ check, level: 'error', text: 'The database takes no writes: it is a replica. Name the leader.' });
  }
  if (invalidIndexes > 0) {
    found.push({
      check,
      level: 'error',
      text: `${invalidIndexes} indexes of the database are not valid: "reindex database".`,
    });
  }
  const text = `PostgreSQL ${version} answers and takes writes. Whether its files are whole, pg_amcheck says.`;
  return orElse(found, check, text);
}

/** Whether what the store keeps twice agrees. */
export const consistency: Check = async ({ db }) => {
  const check = 'counters';
  const found = (await contradictions(db)).map((text) => ({ check, level: 'error' as const, text }));
  return orElse(found, check, 'Counters, ranges, search index and ids agree with the accounts.');
};
