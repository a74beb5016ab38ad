import type { ServerResponse } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { type IntrospectionParts, introspect } from '../grant/introspection.ts';
import { type ClientRequestParts, handleClientRequest } from './client-request.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

export type IntrospectionEndpointParts = IntrospectionParts & ClientRequestParts;

/** The introspection endpoint (RFC 7662), for confidential applications. */
export async function handleIntrospection(
  request: RoutedRequest,
  response: ServerResponse,
  note: AddToLog,
  parts: IntrospectionEndpointParts,
): Promise<void> {
  await handleClientRequest(request, response, parts, note, async (token, client) => {
    if (!client.isConfidential)
      throw new errors.InvalidClient('Only a confidential application may introspect tokens.');
    return await introspect(token, client, parts, parts.now());
  });
}
