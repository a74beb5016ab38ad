import type { ServerResponse } from 'node:http';
import { type RevocationParts, revokeToken } from '../grant/revocation.ts';
import { type ClientRequestParts, handleClientRequest } from './client-request.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

export type RevocationEndpointParts = RevocationParts & ClientRequestParts;

/** The revocation endpoint (RFC 7009). The response does not tell whether there was anything to revoke. */
export async function handleRevocation(
  request: RoutedRequest,
  response: ServerResponse,
  note: AddToLog,
  parts: RevocationEndpointParts,
): Promise<void> {
  await handleClientRequest(request, response, parts, note, async (token, client) => {
    await revokeToken(token, client, parts, parts.now(), {
      traceId: request.traceId ?? null,
      clientIp: request.clientIp ?? null,
    });
    return undefined;
  });
}
