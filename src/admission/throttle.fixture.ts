import { Gate } from './gate.ts';
import { Throttle } from './throttle.ts';

/** For tests that are about something else. */
export const unlimited = (): Throttle => new Throttle({ signIn: 0, secret: 0, authorization: 0, request: 0 }, Date.now);

/** A gate at which nobody waits. */
export const openGate = (): Gate =>
  new Gate({ name: 'write', places: 1_000, maxWaiting: 1_000, maxWaitingForAccount: 1_000, maxWaitMs: 60_000 });
