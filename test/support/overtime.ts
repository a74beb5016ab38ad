import { after } from 'node:test';
import { isMainThread } from 'node:worker_threads';

// Loaded before everything else (`--require`), so that its hook is the first of those at the end of all tests. Where one of the
// others fails, the runner leaves out the rest of them: what they would have stopped keeps the process alive, for ever and without
// a word.

/** Longer than what the hooks stop takes to stop on a busy machine. */
const patienceMs = 120_000;

function endInTime(): void {
  setTimeout(() => {
    const kept = process.getActiveResourcesInfo().join(', ');
    process.stderr.write(`The tests are over, but the process does not end. What keeps it: ${kept}.\n`);
    process.exit(1);
  }, patienceMs).unref();
}

// Threads load this as well, and have no tests.
if (isMainThread) after(endInTime);
