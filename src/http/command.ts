import type { Command } from '../directory/command.ts';
import type { Call } from './endpoint.ts';

/** What the record of a change needs to know of the request. */
export const commandOf = (
  { actor, organization, traceId, clientIp }: Pick<Call, 'actor' | 'organization' | 'traceId' | 'clientIp'>,
  now: () => number,
): Command => ({ actor, organizationId: organization.id, at: now(), traceId, clientIp });
