import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Cost, Spent, Throttle } from '../admission/throttle.ts';
import type { Failure } from '../errors.ts';
import type { Log } from '../observe/log.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was counted for the network of the request before it was known whether it counts. */
    spent: Spent | undefined;
  }
}

/** Counts a request for its network before anything is read of it, and refuses it when there were too many. */
export function addThrottle(app: FastifyInstance, throttle: Throttle, log: Log): void {
  app.decorateRequest('spent', undefined);
  const warnOfProxy = once((ip: string) =>
    log.warn({ ip }, 'all clients of a proxy that is not trusted are one network'),
  );
  app.addHook('onRequest', (request, _reply, done) => {
    const cost = costOf(request);
    if (cost === 'none') return done();
    const take = (spent: Spent) => {
      request.spent = spent;
      done();
    };
    const refuse = (error: Error) => {
      if (isForwarded(request)) warnOfProxy(request.ip);
      done(error);
    };
    throttle.spend(cost, request.ip, request.route?.personOf?.(request.raw)).then(take, refuse);
  });
}

/** Whether the request claims to be forwarded, by a proxy that is not trusted. */
const isForwarded = ({ headers, ips }: FastifyRequest): boolean =>
  headers['x-forwarded-for'] !== undefined && (ips?.length ?? 1) === 1;

function once<T>(work: (value: T) => void): (value: T) => void {
  let isDone = false;
  return (value) => {
    if (!isDone) work(value);
    isDone = true;
  };
}

/** Looking at the sign-in page is not a sign-in attempt. */
function costOf({ route, method }: FastifyRequest): Cost | 'none' {
  const cost = route?.cost ?? 'request';
  return cost === 'signIn' && method !== 'POST' ? 'request' : cost;
}

/** Failures for which the caller is not to blame: the request was not tried. */
const untried: readonly Failure['code'][] = ['Overloaded', 'TooManyRequests', 'Unavailable', 'Internal'];

/** Failures that anyone can cause, also where the request was not counted before. */
const ofAnybody: readonly Failure['code'][] = ['Unauthenticated', 'BadRequest', 'NotFound'];

/**
 * Waits until the refusal may be sent: refusals go out at a pace, in turn over networks, so that they cost little however
 * many there are. Returns false when so many wait that the connection should be closed.
 */
export async function mayRefuse(throttle: Throttle, request: FastifyRequest, { code }: Failure): Promise<boolean> {
  if (untried.includes(code)) request.spent?.giveBack();
  if (code === 'Overloaded' || code === 'TooManyRequests') return await throttle.pace(request.ip);
  const isCounted = request.caller !== undefined || request.spent !== undefined;
  return isCounted || !ofAnybody.includes(code) || (await throttle.paceRefusal(request.ip));
}
