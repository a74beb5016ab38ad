import { integrityProblems } from './integrity.ts';

// A process of its own: SQLite cannot be interrupted in the middle of a check, but a process can be ended.

const [file = ''] = process.argv.slice(2);
process.send?.(integrityProblems(file, 'quick'));
