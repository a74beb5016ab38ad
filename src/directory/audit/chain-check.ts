import type { AuditHead } from '../audit.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';
import type { ArchiveAnchor } from './anchor.ts';
import { chainStart, verifyChain } from './chain.ts';
import { readChain } from './read.ts';
import { type BrokenLog, upTo } from './verify.ts';

type Logs = Pick<Tables, 'audit' | 'auditAnchors'>;

/** The two ends of a log: what can be said of it without reading it. */
export interface ChainState {
  /** How many entries are in the store. */
  readonly count: number;
  readonly head: AuditHead | undefined;
  /** What was moved into files. */
  readonly anchor: ArchiveAnchor | undefined;
  /** Whether both ends were written with the installation key, and nothing stands behind them. */
  readonly isSigned: boolean;
}

/** Looks at the ends of the log of an organization. */
export async function readChainState(
  { audit, auditAnchors }: Logs,
  { organizationId }: Permitted<'audit.read'>,
): Promise<ChainState> {
  const head = await audit.head(organizationId);
  const anchor = await auditAnchors.newest(organizationId);
  const isSigned = head?.isGenuine === true && anchor?.isGenuine !== false && !(await audit.isOverrun(organizationId));
  return { count: await audit.count(organizationId), head, anchor, isSigned };
}

/** A part of a log that was checked. */
export interface ChainCheck {
  readonly from: number;
  readonly to: number;
  /** The first thing that is wrong with it. */
  readonly fault: BrokenLog | undefined;
  /** The number after which the rest begins; undefined when there is none. */
  readonly next: number | undefined;
}

/** Entries that are checked at once. */
const portion = 10_000;

/**
 * Checks the next entries of a log after one that was checked before, or from its beginning. With the last of them, its end is
 * checked as well.
 */
export async function checkChain(logs: Logs, permitted: Permitted<'audit.read'>, after: number): Promise<ChainCheck> {
  const { audit } = logs;
  const { organizationId } = permitted;
  const { head, anchor, isSigned } = await readChainState(logs, permitted);
  const beginning = anchor ?? { sequence: 0, hash: chainStart };
  const checked = Math.min(after, head?.sequence ?? 0);
  const start = checked > beginning.sequence ? await linkAt(logs, organizationId, checked) : beginning;
  const from = start.sequence + 1;
  const end = Math.min(start.sequence + portion, head?.sequence ?? 0);
  const isLast = end === (head?.sequence ?? 0);
  const last = isLast && head ? head : await linkAt(logs, organizationId, end);
  const fault = await verifyChain(upTo(readChain({ audit }, permitted, start.sequence), end), last, start);
  const unsigned = isLast && !isSigned ? ({ sequence: end, reason: 'forged' } as const) : undefined;
  return { from, to: end, fault: fault ?? unsigned, next: isLast || fault ? undefined : end };
}

/** The entry of that number, or an end that no chain meets where it is not there. */
async function linkAt({ audit }: Logs, organizationId: string, sequence: number) {
  const [entry] = await audit.pick(organizationId, [sequence]);
  return entry ?? { sequence, hash: chainStart };
}
