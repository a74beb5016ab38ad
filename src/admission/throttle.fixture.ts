import { Throttle } from './throttle.ts';

/** For tests that are about something else. */
export const unlimited = (): Throttle => new Throttle({ signIn: 0, secret: 0, authorization: 0, request: 0 }, Date.now);
