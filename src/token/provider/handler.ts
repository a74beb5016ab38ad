import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KeyRing } from '../keys/key-ring.ts';
import { createProvider, type ProviderParts } from './provider.ts';

/** The library's request handler. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface ProviderHandlerParts extends Omit<ProviderParts, 'signer'> {
  readonly keys: KeyRing;
}

/**
 * Gives the handler for the keys as they are at the moment: the library holds its keys from construction, so it is made
 * anew when a key came or went, or another one signs. Requests under way end with the handler that they began with.
 */
export function createProviderHandler(parts: ProviderHandlerParts): () => Handler {
  const { keys, now } = parts;
  const build = () => {
    const order = keys.signingOrder(now());
    const signer = (at: number) => keys.signer(at);
    return { kids: kidsOf(order), handler: createProvider({ ...parts, signer }, order).callback() };
  };
  let built = build();
  return () => {
    if (built.kids !== kidsOf(keys.signingOrder(now()))) built = build();
    return built.handler;
  };
}

const kidsOf = (keys: readonly { readonly kid: string }[]): string => keys.map(({ kid }) => kid).join(' ');
