/** What is known of a key of the pepper, or of hashes that are stored without one (`noPepperKey`). */
export interface PepperKey {
  readonly id: string;
  /** When a process last said that it seals new hashes with it. Epoch milliseconds; 0 when none ever did. */
  readonly writtenAt: number;
  /** How many hashes the latest whole pass has left with it; undefined before the first. */
  readonly hashes: number | undefined;
  /** When that pass began. */
  readonly countedFrom: number | undefined;
}

/** How far a pass over all hashes has come. It goes through organizations by id, and in each through accounts by id. */
export interface PepperPass {
  readonly from: number;
  readonly organizationId: string;
  /** The last account that is done. */
  readonly userId: string;
  readonly counts: Readonly<Record<string, number>>;
}

export interface PepperKeys {
  all(): Promise<readonly PepperKey[]>;
  /** A process seals new hashes with it at this time. */
  use(id: string, now: number): Promise<void>;
  /** The pass that was interrupted, of those that seal with this key. */
  interrupted(id: string): Promise<PepperPass | undefined>;
  keep(id: string, pass: PepperPass): Promise<void>;
  /** The pass is over: these many hashes are left with each key. */
  finish(id: string, pass: PepperPass): Promise<void>;
  /** There is no hash any more that needs it. */
  forget(id: string): Promise<void>;
}

/** Whether a hash may need it: a whole pass that began after it was used for the last time has found none. */
export const isPepperKeyUsed = ({ writtenAt, hashes, countedFrom }: PepperKey): boolean =>
  hashes !== 0 || countedFrom === undefined || writtenAt >= countedFrom;
