import { BlockList, isIP } from 'node:net';
import type { Config } from '../config/settings.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Whether the address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host.toLowerCase() === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Whether passwords would cross a network unprotected: other machines reach the server, as far as it knows without TLS,
 * and the operator has not allowed that.
 */
export const exposesPasswords = (config: Pick<Config, 'host' | 'external-url' | 'insecure-http'>): boolean =>
  !isLoopback(config.host) && !config['external-url']?.startsWith('https:') && config['insecure-http'] === 'refuse';

/** What the operator is told then. */
export const exposesPasswordsText =
  'Nobody can sign in, because passwords would cross the network unprotected: set external-url to the https address of your proxy, or insecure-http to allow.';
