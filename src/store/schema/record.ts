import type { Generated } from 'kysely';
import type { Flag } from './flag.ts';

// What happened, and what somebody is to be told of.

export interface LoginAttemptsTable {
  organization_id: string;
  id: number;
  user_id: string | null;
  user_name_or_email: string;
  client_ip: string | null;
  client_name: string | null;
  browser_info: string | null;
  result: string;
  created_at: number;
}

/** Sign-ins that are nobody's: how many came from a network in a minute. */
export interface RefusedSignInsTable {
  organization_id: string;
  /** In minutes since the epoch. */
  minute: number;
  network: string;
  reason: 'unknownName' | 'impossiblePassword';
  count: number;
  /** Whether the audit says it. */
  reported: Generated<Flag>;
}

export interface AuditEntriesTable {
  organization_id: string;
  sequence: number;
  created_at: number;
  category: string;
  action: string;
  actor_type: 'user' | 'application' | 'system';
  actor_id: string | null;
  actor_name: string;
  actor_email: string | null;
  target_id: string | null;
  details: string;
  trace_id: string | null;
  client_ip: string | null;
  hash: Generated<string>;
}

/** The last entry of each organization's chain. */
export interface AuditHeadsTable {
  organization_id: string;
  sequence: number;
  hash: string;
  /** Over the rest of the row; empty when what it stands on was not signed. */
  mac: Generated<string>;
}

/** Where an organization's chain was cut: everything up to this entry is in a file. */
export interface AuditAnchorsTable {
  organization_id: string;
  sequence: number;
  hash: string;
  /** The name that the file had. */
  file: string;
  /** SHA-256 of the file. */
  digest: string;
  archived_at: number;
  /** Over the rest of the row. */
  mac: string;
}

export interface OutboxTable {
  organization_id: string;
  id: string;
  kind: string;
  payload: string;
  created_at: number;
  available_at: number;
  attempts: Generated<number>;
  delivered_at: number | null;
  expires_at: number | null;
  /** When it was given up; the operator may try it again. */
  dead_at: number | null;
  /** Of the process that is sending it, until `available_at`. */
  claim: string | null;
  last_error: string | null;
}

/** Which of several processes does what only one of them may do at a time. */
export interface LeasesTable {
  name: string;
  holder: string;
  /** Epoch milliseconds. */
  until: number;
}

/** A key that hashes of passwords are, or were, sealed with; `none` for those that are stored as they are. */
export interface PepperKeysTable {
  id: string;
  /** When a process last said that it seals new ones with it; 0 when none ever did. Epoch milliseconds. */
  written_at: number;
  /** How many the latest whole pass has left with it. */
  hashes: number | null;
  /** When that pass began. */
  counted_from: number | null;
  /** How far the pass has come that seals with it: JSON text. */
  pass: string | null;
}
