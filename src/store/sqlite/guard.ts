import type { OnFault } from '../faults.ts';
import type { Checkpoints } from './checkpoints.ts';
import { translated, unavailableFile, uncertainFile } from './faults.ts';
import type { LogFlush } from './log-flush.ts';
import { notOfThisName, presenceOf } from './presence.ts';
import { refusedToAnother, unconfirmedMark } from './unconfirmed-mark.ts';

/** How what goes wrong with a store is told, and whether it may be written to. */
export interface Guard {
  readonly translated: <T>(query: () => T) => T;
  /** @throws GatehouseError Unavailable when whatever is written would be lost. */
  readonly requireKept: () => void;
  /**
   * Resolves when everything that was committed is on the disk.
   *
   * @throws GatehouseError Unavailable when nobody knows whether it is.
   */
  readonly flush: () => Promise<void>;
}

interface Told {
  readonly onFault?: OnFault;
  readonly checkpoints?: Checkpoints | undefined;
}

export function guardOf(file: string, log: LogFlush | undefined, { onFault = () => {}, checkpoints }: Told): Guard {
  const isPresent = presenceOf(file);
  const mark = unconfirmedMark(file);
  const told: OnFault = (reason, error) => {
    if (reason === 'unconfirmed') {
      log?.fail(error);
      mark.leave();
      void checkpoints?.stop();
    }
    onFault(reason, error);
  };
  checkpoints?.tellUnconfirmed((error) => told('unconfirmed', error));
  const hearOthers = () => {
    if (!log?.failure && mark.isLeft()) told('unconfirmed', new Error(refusedToAnother));
  };
  return {
    translated: (query) => translated(file, told, query),
    requireKept() {
      hearOthers();
      if (log?.failure) throw unavailableFile('unconfirmed', file, log.failure);
      if (isPresent()) return;
      const error = new Error(notOfThisName);
      told('gone', error);
      throw unavailableFile('gone', file, error);
    },
    async flush() {
      try {
        await log?.flush();
        hearOthers(); // What the disk has confirmed lies behind what it has not.
        if (log?.failure) throw log.failure;
      } catch (error) {
        if (log?.failure) told('unconfirmed', error as Error);
        throw uncertainFile(file, error as Error);
      }
    },
  };
}
