import type { AuditHead, StoredAuditEntry } from '../audit.ts';
import { hostId } from '../organization.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';
import type { Anchor, ArchiveAnchor } from './anchor.ts';
import { type BrokenChain, chainStart, verifyChain } from './chain.ts';
import { readChain } from './read.ts';

type Right = Permitted<'audit.read' | 'audit.archive'>;
type Logs = Pick<Tables, 'audit' | 'auditAnchors' | 'organizations'>;

/**
 * `forged`: the end of the log, or the anchor at its beginning, was not written with the installation key, or entries
 * stand behind the end.
 */
export interface BrokenLog {
  readonly sequence: number;
  readonly reason: BrokenChain['reason'] | 'forged';
}

/** What was found of one organization's log. */
export interface LogReport {
  readonly organizationId: string;
  /** Where it ends, and what of it is in files. */
  readonly head: AuditHead | undefined;
  readonly anchor: ArchiveAnchor | undefined;
  readonly fault: BrokenLog | undefined;
  /** Its organization was, or is being, deleted for good: there is no log to be whole. */
  readonly isPurged: boolean;
}

/**
 * Checks one log from its beginning, or from the newest anchor, to its end.
 *
 * @param checksSignatures false where the installation key is not available: then anyone who can write to the store can
 *   write a whole new log unseen.
 */
export async function verifyLog(logs: Logs, permitted: Right, checksSignatures: boolean): Promise<LogReport> {
  const { organizationId } = permitted;
  const head = await logs.audit.head(organizationId);
  const anchor = await logs.auditAnchors.newest(organizationId);
  const isPurged = head === undefined && (await wasPurged(logs, organizationId));
  const fault = isPurged ? undefined : await faultOf(logs, permitted, { head, anchor }, checksSignatures);
  // What was moved into a file meanwhile is missing only where the old anchor was.
  const newest = fault && (await logs.auditAnchors.newest(organizationId));
  if (newest?.sequence !== anchor?.sequence && fault) return await verifyLog(logs, permitted, checksSignatures);
  return { organizationId, head, anchor, fault, isPurged };
}

async function faultOf(
  logs: Logs,
  permitted: Right,
  { head, anchor }: Pick<LogReport, 'head' | 'anchor'>,
  checksSignatures: boolean,
): Promise<BrokenLog | undefined> {
  const start = anchor ?? { sequence: 0, hash: chainStart };
  if (!head) return { sequence: start.sequence + 1, reason: 'missing' };
  if (checksSignatures && anchor?.isGenuine === false) return { sequence: anchor.sequence, reason: 'forged' };
  const entries = upTo(readChain(logs, permitted, start.sequence), head.sequence);
  const fault = await verifyChain(entries, head, start);
  if (fault) return fault;
  if (checksSignatures && !head.isGenuine) return { sequence: head.sequence, reason: 'forged' };
  const isOverrun = await logs.audit.isOverrun(permitted.organizationId);
  return isOverrun ? { sequence: head.sequence + 1, reason: 'forged' } : undefined;
}

/** The running server may have written more since the end of the chain was looked up. */
export async function* upTo(entries: AsyncIterable<StoredAuditEntry>, last: number): AsyncGenerator<StoredAuditEntry> {
  for await (const entry of entries) {
    if (entry.sequence > last) return;
    yield entry;
  }
}

/** The host's log, up to its end, says so, and nobody finds the organization. */
async function wasPurged({ audit, organizations }: Logs, targetId: string): Promise<boolean> {
  if (await organizations.findById(targetId)) return false;
  const entry = await audit.latest(hostId, { category: 'Organization', action: 'Purge', targetId });
  return entry !== undefined && entry.sequence <= ((await audit.head(hostId))?.sequence ?? 0);
}

/** `archived`: only a file can tell. */
export type Expectation = 'met' | 'archived' | 'purged' | 'missing' | 'altered';

/** Whether the log, which is whole, has an entry that was written down elsewhere. */
export async function meets(
  { audit, auditAnchors }: Logs,
  { head, anchor, isPurged }: LogReport,
  { organizationId, sequence, hash }: Anchor,
): Promise<Expectation> {
  if (isPurged) return 'purged';
  if (!head || sequence > head.sequence) return 'missing';
  if (sequence === 0) return 'met';
  const known = await auditAnchors.at(organizationId, sequence);
  if (!known && sequence <= (anchor?.sequence ?? 0)) return 'archived';
  const entry = known ?? (await audit.after(organizationId, sequence - 1, 1))[0];
  return entry?.hash === hash && entry.sequence === sequence ? 'met' : 'altered';
}
