import type { Expectation, LogReport } from '../directory/audit/verify.ts';
import { printLine } from './print-line.ts';

/** What was found of one log, or of its part in an archive, as `--json` prints it. */
export interface AuditVerdict {
  readonly organizationId: string;
  /** Its name; null where nobody finds it. */
  readonly organization: string | null;
  /** `missing`: entries of the log are expected, and there is none in the archive. */
  readonly state: 'whole' | 'broken' | 'deleted' | 'missing';
  /** The first entry that is not as it should be, and why. */
  readonly fault: { readonly sequence: number; readonly reason: string } | null;
  /** The first entry that was looked at, and the last one there is; null where nothing says so. */
  readonly from: number | null;
  readonly to: number | null;
  /** Of the last entry. */
  readonly hash: string | null;
  /** Of an archive: how the store knows these entries. */
  readonly origin?: string;
  readonly signaturesChecked: boolean;
  readonly expected: readonly FoundAnchor[];
}

/** An entry that was written down elsewhere. */
export interface FoundAnchor {
  /** `ORGANIZATION:SEQUENCE:HASH`. */
  readonly anchor: string;
  readonly found: Expectation;
}

export type PrintVerdict = (verdict: AuditVerdict) => void;

export const isLost = ({ found }: FoundAnchor): boolean => found === 'missing' || found === 'altered';

export const verdictOfLog = (
  { organizationId, head, anchor, fault, isPurged }: LogReport,
  known: {
    readonly organization: string | null;
    readonly found: readonly FoundAnchor[];
    readonly signaturesChecked: boolean;
  },
): AuditVerdict => ({
  ...{ organizationId, organization: known.organization },
  ...{ state: isPurged ? 'deleted' : fault ? 'broken' : 'whole', fault: fault ?? null },
  ...{ from: isPurged ? null : (anchor?.sequence ?? 0) + 1, to: head?.sequence ?? null, hash: head?.hash || null },
  ...{ signaturesChecked: known.signaturesChecked, expected: known.found },
});

/** For people. */
export function printText(verdict: AuditVerdict): void {
  const { organizationId, organization, state, expected } = verdict;
  if (state !== 'missing') printLine(`${organization ?? organizationId} (${organizationId}): ${sentenceOf(verdict)}`);
  for (const { anchor, found } of expected) {
    if (found === 'archived') printLine(`  ${anchor} was archived: check the file with --archive`);
    if (found === 'missing' || found === 'altered') printLine(`  EXPECTED ${anchor}: ${found}`);
  }
}

function sentenceOf({ state, fault, from, to, hash, origin }: AuditVerdict): string {
  if (state === 'deleted') return 'deleted for good, with its organization';
  const broken = fault && `BROKEN at entry ${fault.sequence}: ${fault.reason}`;
  if (origin !== undefined) return `${broken ?? `ok, entries ${from} to ${to}`}, ${origin}`;
  const archived = from === null || from === 1 ? '' : `, ${from - 1} of them archived`;
  const text = broken ?? `ok, ${to} entries${archived}`;
  return to === null ? `${text}, and nothing says where it ended` : `${text}, last hash ${hash ?? 'none'}`;
}
