import { existsSync, rmSync, writeFileSync } from 'node:fs';

const content =
  'The disk has not confirmed what was written to the store. Look after it, and start the server anew: that puts it right.\n';

/**
 * A file beside the store that tells other processes that its disk has not confirmed what was written: they would write behind
 * something that may be lost, and lose what they write with it. It is there until a start has put that right. A loss of power,
 * which may take the mark along, puts it right as well: what is not on the disk is gone.
 */
export interface UnconfirmedMark {
  isLeft(): boolean;
  /** Where it cannot be written, others cannot write either. */
  leave(): void;
  remove(): void;
}

/** What is said of the disk by a process that found the mark. */
export const refusedToAnother = 'refused to another process';

export function unconfirmedMark(file: string): UnconfirmedMark {
  if (file === ':memory:') return { isLeft: () => false, leave() {}, remove() {} };
  const name = `${file}-unconfirmed`;
  return {
    isLeft: () => existsSync(name),
    leave() {
      try {
        writeFileSync(name, content, { mode: 0o600 });
      } catch {
        // Nothing is written any more, as it is to be.
      }
    },
    remove: () => rmSync(name, { force: true }),
  };
}
