import type { AuditEntry, AuditEvent } from './audit/entry.ts';

/**
 * An entry as it is kept: numbered from 1 without gaps within its organization, and chained to the one before by its
 * hash, so that nobody can change, take out or slip in an entry without breaking the chain.
 */
export interface StoredAuditEntry extends Omit<AuditEntry, 'category' | 'action' | 'details'> {
  readonly sequence: number;
  readonly category: string;
  readonly action: string;
  /** JSON text, exactly as hashed. */
  readonly details: string;
  readonly hash: string;
}

/** The end of an organization's chain. */
export interface AuditHead {
  readonly organizationId: string;
  /** Of the last entry: also how many there were ever. 0 before the first. */
  readonly sequence: number;
  readonly hash: string;
  /** Whether a holder of the installation key wrote it, and every one before it. */
  readonly isGenuine: boolean;
}

type AuditSubject = Pick<AuditEvent, 'category' | 'action'> & { readonly targetId: string };

/** Members of an entry by which a list can be sorted; the order of writing is the order of `createdOn`. */
export const auditOrders = ['createdOn', 'category', 'action', 'userName', 'email'] as const;

export interface AuditQuery {
  readonly orderBy: (typeof auditOrders)[number];
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

/** What of an audit log is wanted; what is absent does not matter. All of it must be true of an entry. */
export interface AuditSearch {
  /** The id of who did it, or of what it was done to. */
  readonly about?: string | undefined;
  /** The id, the name or the e-mail address of who did it, exactly as the entry has it. */
  readonly actor?: string | undefined;
  readonly category?: string | undefined;
  readonly action?: string | undefined;
  /** Epoch milliseconds, both included. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** A part of the names, ids, addresses or details of the entry. */
  readonly text?: string | undefined;
}

/** Between these numbers, both included, is what has not been looked at. */
export interface AuditRange {
  readonly from: number;
  readonly to: number;
}

/** What was found of a search in its next portion. */
export interface AuditFinding {
  /** Numbers of entries, the newest first. */
  readonly found: readonly number[];
  /** How many entries were looked at. */
  readonly examined: number;
  /** What is left to be looked at. */
  readonly rest: AuditRange;
}

/** Entries are added and read. There is no way to change one. */
export interface AuditLog {
  /**
   * Inside a transaction only: the entry takes its place at the end of the chain. One that stands on an end that is not
   * genuine does not make it so.
   */
  append(entry: AuditEntry): Promise<void>;
  /** As `append`, of an entry that is still being made: the end of the log is read meanwhile. */
  appendWhenKnown(organizationId: string, entry: Promise<AuditEntry>): Promise<void>;
  /** Any number of entries of one organization: what is made of each of these, in this order. */
  appendMany<T>(organizationId: string, all: readonly T[], entryOf: (one: T) => AuditEntry): Promise<void>;
  /** Every organization has one, from its beginning. */
  head(organizationId: string): Promise<AuditHead | undefined>;
  /** How many entries are in the store. */
  count(organizationId: string): Promise<number>;
  /** Whether there are entries behind the end of the log, which nobody who appends leaves. */
  isOverrun(organizationId: string): Promise<boolean>;
  /** Every organization, deleted ones too, and whatever else has left an entry, a head or an anchor. */
  organizationIds(): Promise<readonly string[]>;
  /** The latest entry about something. */
  latest(organizationId: string, what: AuditSubject): Promise<StoredAuditEntry | undefined>;
  /** Signs the end of the log as the entries and anchors have it, whatever stood there. Returns that end. */
  accept(organizationId: string): Promise<AuditHead>;
  /** The log no longer has an end, because its organization is about to be deleted for good. False when it had none. */
  close(organizationId: string): Promise<boolean>;
  /** @param after the entry before the page; without, the page begins after the first `skip`. */
  read(organizationId: string, query: AuditQuery, after?: StoredAuditEntry): Promise<readonly StoredAuditEntry[]>;
  /** At most `limit` entries after the one of this number, in the order of the chain. */
  after(organizationId: string, sequence: number, limit: number): Promise<readonly StoredAuditEntry[]>;
  /** The numbers of the entries of the time that a search is about. */
  rangeOf(organizationId: string, search: AuditSearch): Promise<AuditRange>;
  /** What a search finds among the newest entries of a range: at most `limit`, and none that would take long to find. */
  find(organizationId: string, search: AuditSearch, range: AuditRange, limit: number): Promise<AuditFinding>;
  /** The entries of these numbers that are in the store, the newest first. */
  pick(organizationId: string, sequences: readonly number[]): Promise<readonly StoredAuditEntry[]>;
}
