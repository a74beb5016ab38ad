import { DatabaseSync } from 'node:sqlite';
import { faultOf, unavailableFile } from './faults.ts';

/** How much is looked at: `quick` leaves out whether indexes fit their tables, and takes a fraction of the time. */
export type IntegrityDepth = 'quick' | 'full';

/** As many as anybody reads. */
const mostProblems = 20;

/**
 * What is wrong with a store file, in words; nothing when it is whole. It may be in use. Reads all of it, on the thread
 * that calls: a gigabyte takes seconds.
 *
 * @throws GatehouseError Unavailable when nobody can tell, such as without room on the disk: then it need not be damaged.
 */
export function integrityProblems(file: string, depth: IntegrityDepth): readonly string[] {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    return depth === 'quick'
      ? pages(database, 'quick_check')
      : [...pages(database, 'integrity_check'), ...references(database)];
  } catch (error) {
    const reason = faultOf(error);
    if (reason !== undefined && reason !== 'corrupt') throw unavailableFile(reason, file, error as Error);
    return [(error as Error).message];
  } finally {
    database?.close();
  }
}

function pages(database: DatabaseSync, pragma: 'quick_check' | 'integrity_check'): readonly string[] {
  const rows = database.prepare(`PRAGMA ${pragma}(${mostProblems})`).all();
  const found = rows.flatMap((row) => String(Object.values(row)[0]).split('\n'));
  return found.length === 1 && found[0] === 'ok' ? [] : found.slice(0, mostProblems);
}

/** Rows that refer to a row which is not there. */
function references(database: DatabaseSync): readonly string[] {
  const problems: string[] = [];
  for (const { table, parent } of database.prepare('PRAGMA foreign_key_check').iterate()) {
    problems.push(`a row of ${table} refers to a row of ${parent} that is not there`);
    if (problems.length === mostProblems) break;
  }
  return problems;
}
