import type { GateStatistics } from '../admission/gate.ts';
import type { LargeWritesStatistics } from '../admission/large-writes.ts';
import type { ThrottleStatistics } from '../admission/throttle.ts';
import type { HashPoolStatistics } from '../password/hash-pool/options.ts';
import type { Network } from './network.ts';
import type { Passwords } from './passwords.ts';
import type { OpenStore } from './store.ts';

/** Who waits for what at this moment, and what was refused since the start. */
export interface ServerStatistics {
  readonly hashing: HashPoolStatistics;
  readonly writing: GateStatistics;
  readonly largeWrites: LargeWritesStatistics;
  readonly throttle: ThrottleStatistics;
}

interface Needs {
  readonly network: Network;
  readonly store: OpenStore;
  readonly passwords: Passwords;
}

export const statistics = ({ network, store, passwords }: Needs): ServerStatistics => ({
  hashing: passwords.hasher.statistics(),
  writing: store.writing.statistics(),
  largeWrites: store.largeWrites.statistics(),
  throttle: network.throttle.statistics(),
});
