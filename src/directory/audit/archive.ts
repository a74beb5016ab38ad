import type { AuditLog, StoredAuditEntry } from '../audit.ts';
import { auditEntryOf } from '../command.ts';
import type { Permitted } from '../permission.ts';
import type { Store, Tables } from '../store.ts';
import type { Anchor, ArchiveAnchor } from './anchor.ts';
import { chainStart } from './chain.ts';
import { type AuditDetails, onTheMachine } from './entry.ts';
import { readChain } from './read.ts';
import type { BrokenLog } from './verify.ts';

/** A line of an archive: what the file is, then log after log, each with its entries between its beginning and end. */
export type ArchiveLine =
  | { readonly archive: { readonly version: 1; readonly before: string; readonly at: string } }
  | {
      readonly log: {
        readonly organizationId: string;
        readonly name: string;
        readonly after: Omit<Anchor, 'organizationId'>;
      };
    }
  | { readonly entry: StoredAuditEntry }
  | { readonly end: Anchor };

/** A log to be archived, and what is wrong with it when it is to be archived nevertheless. */
export interface ArchivableLog {
  readonly permitted: Permitted<'audit.archive'>;
  readonly name: string;
  readonly fault: BrokenLog | undefined;
}

/** What of a log stands in the file. */
export interface ArchivedLog extends ArchivableLog {
  readonly after: Omit<Anchor, 'organizationId'>;
  readonly end: Anchor;
}

/** Entries deleted in one transaction: the running server waits no longer than that. */
const batch = 250;

/** Prepares a broken log for being archived as it is: forged anchors count for nothing. */
export async function dropForgedAnchors(store: Store, { permitted }: ArchivableLog): Promise<void> {
  await store.transaction(({ auditAnchors }) => auditAnchors.dropForged(permitted.organizationId));
}

/**
 * The part of a log that is older than `before`, as lines. Returns at the end what it was; undefined when nothing is.
 */
export async function* archiveLines(
  tables: Pick<Tables, 'audit' | 'auditAnchors'>,
  log: ArchivableLog,
  before: number,
): AsyncGenerator<ArchiveLine, ArchivedLog | undefined> {
  const { name, permitted } = log;
  const { organizationId } = permitted;
  const { sequence, hash } = (await tables.auditAnchors.newest(organizationId)) ?? { sequence: 0, hash: chainStart };
  const after = { sequence, hash };
  let end: Anchor | undefined;
  for await (const entry of readChain(tables, permitted, sequence)) {
    if (entry.at >= before) break;
    if (!end) yield { log: { organizationId, name, after } };
    yield { entry };
    end = { organizationId, sequence: entry.sequence, hash: entry.hash };
  }
  if (!end) return undefined;
  yield { end };
  return { ...log, after, end };
}

/** The file that holds it, and what the entry about it says. */
export interface ArchiveFile extends Pick<ArchiveAnchor, 'file' | 'digest'> {
  readonly before: string;
}

/**
 * Puts an anchor in the place of what stands in the file, which must be on the disk by now, and writes that down in the
 * log. A log that was broken goes on from the anchor.
 *
 * Returns false, and changes nothing, when the log is not as it was when the file was written.
 */
export async function anchorArchive(store: Store, log: ArchivedLog, file: ArchiveFile, at: number): Promise<boolean> {
  const { after, end } = log;
  const { organizationId, sequence, hash } = end;
  return await store.transaction(async (tables) => {
    const { audit, auditAnchors } = tables;
    const newest = await auditAnchors.newest(organizationId);
    const [last] = await audit.after(organizationId, sequence - 1, 1);
    if ((newest?.sequence ?? 0) !== after.sequence || last?.sequence !== sequence || last.hash !== hash) return false;
    await auditAnchors.add({ ...end, file: file.file, digest: file.digest, archivedAt: at });
    await recordArchive(audit, log, at, { ...file, from: after.sequence + 1, to: sequence });
    return true;
  });
}

/** A broken log of which nothing was archived goes on from what is there. */
export async function acceptBroken(store: Store, log: ArchivableLog, at: number): Promise<void> {
  await store.transaction(({ audit }) => recordArchive(audit, log, at, {}));
}

async function recordArchive(
  audit: AuditLog,
  { permitted, fault }: ArchivableLog,
  at: number,
  details: AuditDetails,
): Promise<void> {
  if (fault) await audit.accept(permitted.organizationId);
  const change = { category: 'Audit', action: 'Archive', targetId: null } as const;
  const broken = fault ? { broken: { ...fault } } : {};
  const command = { permitted, at, ...onTheMachine };
  await audit.append(auditEntryOf(command, { ...change, details: { ...details, ...broken } }));
}

/** Deletes what an anchor stands for, also what an interruption has left. `pause` lets others write in between. */
export async function removeArchived(
  store: Store,
  { organizationId }: Permitted<'audit.archive'>,
  pause: () => Promise<void>,
): Promise<number> {
  for (let removed = 0; ; ) {
    const some = await store.transaction(({ auditAnchors }) => auditAnchors.removeArchived(organizationId, batch));
    removed += some;
    if (some < batch) return removed;
    await pause();
  }
}
