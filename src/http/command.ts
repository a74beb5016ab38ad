import type { Command } from '../directory/command.ts';
import type { AccessName } from '../directory/permission/access.ts';
import type { Call } from '../operation/endpoint.ts';

/** What the record of a change needs to know of the request. */
export const commandOf = <N extends AccessName>(
  { permitted, traceId, clientIp }: Pick<Call<never, never, never, N>, 'permitted' | 'traceId' | 'clientIp'>,
  now: () => number,
): Command<N> => ({ permitted, at: now(), traceId, clientIp });
