import type { Generated } from 'kysely';
import type { Flag } from './flag.ts';

// What an organization is, and what it has set.

export interface OrganizationsTable {
  id: string;
  name: string;
  name_key: string;
  created_at: number;
  modified_at: number | null;
  is_active: Generated<Flag>;
  /** From which the numbers of its users in the search index begin. */
  number: number;
  /** A deleted organization keeps its data, and is found by nothing any more. */
  deleted_at: number | null;
  /** Until when its administrators have been told what ends soon; null: never. */
  credentials_told: Generated<number | null>;
}

export interface TenantsTable {
  organization_id: string;
  id: string;
  name: string;
  name_key: string;
  created_at: number;
}

/** The host's own settings lie under its organization; an empty user id is the organization itself. */
export interface SettingsTable {
  organization_id: string;
  user_id: string;
  key_key: string;
  id: number;
  key: string;
  value: string | null;
}

/** At most one of each role in an organization. */
export interface CertificatesTable {
  organization_id: string;
  role: 'primary' | 'secondary';
  id: number;
  /** DER in base64. */
  certificate: string;
  thumbprint: string;
  expires_at: number;
  created_at: number;
}

/** Only what an organization has put in place of a built-in text. */
export interface MessageTemplatesTable {
  organization_id: string;
  id: number;
  value: string;
  modified_at: number;
}

/** Numbers that grow by one within an organization, taken inside the transaction that uses them. */
export interface CountersTable {
  organization_id: string;
  name: string;
  value: number;
}
