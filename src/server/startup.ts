import type { Config } from '../config/settings.ts';
import type { Log } from '../observe/log.ts';

/** What every part of the server is given when it is opened. */
export interface Startup {
  readonly config: Config;
  readonly log: Log;
  /** Where a part registers how it is closed. What was registered last is closed first. */
  readonly opened: AsyncDisposableStack;
  /** Ends a start that waits for something. */
  readonly stopping?: AbortSignal | undefined;
}
