import { DEFAULT_CIPHERS } from 'node:tls';

/**
 * How connections to servers that others have named are encrypted. Not with keys agreed on by classic Diffie-Hellman (RFC 5246
 * section 7.4.3): there the server chooses the group, and with one of 10,000 bits a handshake holds the event loop for half a second.
 */
export const outgoingEncryption = { minVersion: 'TLSv1.2', ciphers: `${DEFAULT_CIPHERS}:!kDHE` } as const;
