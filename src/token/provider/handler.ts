import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { KeyRing } from '../keys/key-ring.ts';
import { loadProvider } from './load.ts';
import type { ProviderParts } from './provider-parts.ts';

/** The library's request handler. */
type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The library with its present keys. */
export interface Library {
  readonly provider: Provider;
  readonly handle: Handler;
}

export interface LibraryParts extends Omit<ProviderParts, 'signer'> {
  readonly keys: KeyRing;
}

/**
 * Returns the library for the keys of this moment, and loads it when it is first asked for. It gets its keys when it is
 * constructed, so a new one is made when a key is added or removed, or another one signs; the first one, with the first call.
 * Requests under way end with the one that they began with.
 */
export function createLibrary(parts: LibraryParts): () => Promise<Library> {
  const { keys, now } = parts;
  const build = ({ createProvider }: Awaited<ReturnType<typeof loadProvider>>) => {
    const order = keys.signingOrder(now());
    const provider = createProvider({ ...parts, signer: (at) => keys.signer(at) }, order);
    return { kids: kidsOf(order), provider, handle: provider.callback() };
  };
  let built: ReturnType<typeof build> | undefined;
  return async () => {
    const loaded = await loadProvider();
    if (built?.kids !== kidsOf(keys.signingOrder(now()))) built = build(loaded);
    return built;
  };
}

const kidsOf = (keys: readonly { readonly kid: string }[]): string => keys.map(({ kid }) => kid).join(' ');
