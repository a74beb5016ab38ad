import { hash } from 'node:crypto';

/** 64 bits of SHA-256: among 125,000, another text has one of them with a chance of one in 10¹⁴. */
export const fingerprintOf = (text: string): bigint => hash('sha256', text, 'buffer').readBigUInt64LE();
