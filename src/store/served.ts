import type { StoreFault } from '../errors.ts';
import type { MigrationStep } from './migrate.ts';
import type { Connection } from './open.ts';

/** What is wrong with the store as a whole. */
type Ailment = Exclude<StoreFault, 'busy'> | 'checking';

/** A store on which a server runs, with what it needs of it besides queries. */
export interface ServedStore {
  readonly db: Connection;
  /** Brings what an earlier version left to the schema, without holding the event loop; gives the migrations that ran. */
  migrate(onStep: (step: MigrationStep) => void): Promise<readonly string[]>;
  /** From now on a server depends on the store, and callers are told what is wrong with it. */
  begin(inBackground: (work: () => Promise<void>) => void): void;
  /** What is wrong at this moment. */
  ailment(): Promise<Ailment | undefined>;
  /** To be called once a minute. */
  maintain(): Promise<void>;
}

export interface Journal {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
