import { WriteCounts, type WriteListener } from '../../src/store/changes.ts';

// What the servers of this process on PostgreSQL remember is forgotten as soon as anybody of this process has written. By the
// channel of a server in earnest, one is told a moment after whoever wrote has gone on, and for that no test could wait.

const counts = new WriteCounts();

/** For each server one of its own: what it remembers belongs to it. */
export const hearWrites = (): WriteListener => ({
  begin() {},
  async close() {},
  stamp: (tables) => counts.of(tables),
  wrote(written) {
    for (const one of written) counts.add(one);
  },
});

/** To be told when another process may have written. */
export const forgetAll = (): void => counts.add('all');
