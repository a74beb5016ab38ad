/** An entry as it is written down elsewhere: someone who changes the log up to there cannot change this as well. */
export interface Anchor {
  readonly organizationId: string;
  readonly sequence: number;
  readonly hash: string;
}

/** `ORGANIZATION:SEQUENCE:HASH`. */
export const spellAnchor = ({ organizationId, sequence, hash }: Anchor): string =>
  `${organizationId}:${sequence}:${hash}`;

/** Undefined for what is none. An empty log has the number 0 and no hash. */
export function readAnchor(text: string): Anchor | undefined {
  const [, organizationId = '', digits, hash = ''] = /^([^\s:]+):(\d{1,15}):([0-9a-f]{64}|)$/.exec(text.trim()) ?? [];
  const sequence = Number(digits);
  if (organizationId === '' || (sequence === 0) !== (hash === '')) return undefined;
  return { organizationId, sequence, hash };
}

/** Where a log was cut: every entry up to this one was moved into a file. What is left of the log follows its hash. */
export interface ArchiveAnchor extends Anchor {
  /** The name that the file had, without its folder. */
  readonly file: string;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly digest: string;
  readonly archivedAt: number;
  /** Whether a holder of the installation key wrote it. */
  readonly isGenuine: boolean;
}

export interface ArchiveAnchors {
  newest(organizationId: string): Promise<ArchiveAnchor | undefined>;
  /** The one at exactly this entry. */
  at(organizationId: string, sequence: number): Promise<ArchiveAnchor | undefined>;
  /** Entries up to it may be removed from then on. */
  add(anchor: Omit<ArchiveAnchor, 'isGenuine'>): Promise<void>;
  /** Deletes the anchors that are not genuine. */
  dropForged(organizationId: string): Promise<void>;
  /** Deletes the oldest entries that a genuine anchor says are in a file, at most `limit`. Returns how many. */
  removeArchived(organizationId: string, limit: number): Promise<number>;
}
