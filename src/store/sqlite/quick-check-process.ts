import { integrityProblems } from './integrity.ts';

// A process of its own: SQLite cannot be interrupted in the middle of a check, but a process can be ended.

const [file = ''] = process.argv.slice(2);
process.send?.(problems());

/** What keeps the file from being read is a problem, too: nothing is to start on it. */
function problems(): readonly string[] {
  try {
    return integrityProblems(file, 'quick');
  } catch (error) {
    const { cause, message } = error as Error;
    return [cause instanceof Error ? cause.message : message];
  }
}
