import { Throttle } from '../admission/throttle.ts';
import { type Listener, listen } from '../http/listener.ts';
import { networkLimits } from './capacity.ts';
import { exposesPasswords } from './plain-http.ts';
import type { Startup } from './startup.ts';

/** How clients reach the server. */
export interface Network {
  readonly listener: Listener;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  /** How much each network may ask. */
  readonly throttle: Throttle;
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
  /** Takes no more connections, and lets running requests finish. */
  readonly stopListening: () => Promise<void>;
}

/** Takes the port. Until the doors are open, the listener itself tells callers to come back. */
export async function openNetwork({ config, opened }: Startup): Promise<Network> {
  const isSecure = config['external-url']?.startsWith('https:') === true;
  const listener = await listen({
    ...{ host: config.host, port: config.port, isSecure, maxConnections: config['max-connections'] },
  });
  const stopListening = () => listener.close(config['drain-seconds'] * 1000);
  opened.defer(stopListening);
  return {
    listener,
    externalUrl: config['external-url'] ?? listener.url,
    throttle: new Throttle(networkLimits(config), () => performance.now()),
    isSignInRefused: exposesPasswords(config),
    stopListening,
  };
}

/** Nobody waits any more, and nobody new comes in. */
export async function drain({ throttle, stopListening }: Network): Promise<void> {
  throttle.close(); // What it holds back would hold up the end.
  await stopListening();
}

/** Registered last, so that it happens before anything else is closed. */
export function closeNetworkFirst({ opened }: Startup, network: Network): void {
  opened.defer(() => drain(network));
}
