import { hash } from 'node:crypto';
import type { StoredAuditEntry } from '../audit.ts';

/** What the first entry of a chain follows. */
export const chainStart = '';

/**
 * The hash of an entry: SHA-256 over the hash of the entry before and everything that the entry says, as a JSON array
 * in this order.
 */
export function chainHash(previous: string, entry: Omit<StoredAuditEntry, 'hash'>): string {
  const { organizationId, sequence, at, category, action, actor, targetId, details, traceId, clientIp } = entry;
  const who = [actor.type, actor.id, actor.name, actor.email];
  const said = [previous, organizationId, sequence, at, category, action, ...who, targetId, details, traceId, clientIp];
  return hash('sha256', JSON.stringify(said), 'hex');
}

/** The first entry that does not fit, and why. */
export interface BrokenChain {
  readonly sequence: number;
  readonly reason: 'missing' | 'altered';
}

type Link = Pick<StoredAuditEntry, 'sequence' | 'hash'>;

/**
 * Walks along the entries of one chain, in order.
 *
 * @param head the end as the store remembers it; entries that were cut off leave it behind.
 * @param start what the first entry follows.
 */
export async function verifyChain(
  entries: AsyncIterable<StoredAuditEntry>,
  head: Link,
  start: Link,
): Promise<BrokenChain | undefined> {
  let previous = start.hash;
  let expected = start.sequence + 1;
  for await (const entry of entries) {
    if (entry.sequence !== expected) return { sequence: expected, reason: 'missing' };
    if (chainHash(previous, entry) !== entry.hash) return { sequence: expected, reason: 'altered' };
    previous = entry.hash;
    expected += 1;
  }
  if (expected <= head.sequence) return { sequence: expected, reason: 'missing' };
  return previous === head.hash ? undefined : { sequence: head.sequence, reason: 'altered' };
}
