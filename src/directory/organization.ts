import { canonical } from './canonical.ts';
import { zeroUuid } from './identifier.ts';
import { nameProblem } from './name.ts';

/** An organization: a *partition* on the wire. Everything but keys belongs to one. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  /** Nobody signs in to an organization that is not active, and no token of it is accepted. */
  readonly isActive: boolean;
  readonly createdAt: number;
}

export type NewOrganization = Omit<Organization, 'isActive'>;

/** The host itself is kept as an organization: its members manage the others. */
export const hostId = zeroUuid;

export interface Tenant {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Words that mean something else in a URL: an organization or tenant of that name could not be addressed. */
const reservedNames = new Set(
  '. .. HOST IDENTITY IDENTITY_ PORTAL PORTAL_ AUDIT AUDIT_ ORGAUDIT_ ORCHESTRATOR_ API CONNECT HEALTH SWAGGER METRICS WEB .WELL-KNOWN'.split(
    ' ',
  ),
);

/** Why `name` cannot name an organization or a tenant, or undefined when it can. */
export function refusedName(name: string): string | undefined {
  if (name === '' || name !== name.trim()) return 'must not be empty or start or end with blanks';
  if (name.length > 128) return 'must not be longer than 128 characters';
  if (/[/?#%\\\p{Cc}]/u.test(name)) return 'must not contain / ? # % \\ or control characters';
  if (nameProblem(name) !== undefined) return nameProblem(name);
  if (reservedNames.has(canonical(name))) return 'is a reserved word of the URL';
  return undefined;
}

/** An organization as those who run the host see it. */
export interface OrganizationRecord extends Organization {
  readonly modifiedAt: number | null;
  /** By name. */
  readonly tenants: readonly Tenant[];
}

export interface OrganizationQuery {
  readonly orderBy: 'name' | 'createdAt';
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
  /** Of the name. */
  readonly part: string | undefined;
}

export interface OrganizationPage {
  readonly totalCount: number;
  readonly results: readonly OrganizationRecord[];
}

/** A deleted organization is found by none of these. */
export interface Organizations {
  /** By id, in any spelling of a UUID. */
  findById(id: string): Promise<Organization | undefined>;
  /** By id or name, in any letter case. */
  find(idOrName: string): Promise<Organization | undefined>;
  /** The organization that is meant when none is named: `Default`, or else the only one there is beside the host. */
  findDefault(): Promise<Organization | undefined>;
  /** How many there are, besides the host. */
  howMany(): Promise<'none' | 'one' | 'several'>;
  findTenant(organizationId: string, idOrName: string): Promise<Tenant | undefined>;
  /** The one that has a tenant of that name or id; undefined when several have one. */
  findByTenant(idOrName: string): Promise<Organization | undefined>;
  insert(organization: NewOrganization): Promise<void>;
  insertTenant(tenant: Tenant): Promise<void>;
  renameTenant(tenant: Tenant, name: string): Promise<void>;
  deleteTenant(tenant: Tenant): Promise<void>;
  /** @throws GatehouseError NotFound when it is deleted: others may have done so since it was found. */
  load(id: string): Promise<OrganizationRecord>;
  /** All but the host. */
  page(query: OrganizationQuery): Promise<OrganizationPage>;
  /** At most `limit` but the host, or of those whose names have the part, by name, from the one on that follows the name. */
  after(name: string | undefined, limit: number, part?: string): Promise<readonly OrganizationRecord[]>;
  /** At most `limit` ids but that of the host, in their order, behind that one. */
  idsAfter(id: string, limit: number): Promise<readonly string[]>;
  /** Also by a deleted one. */
  isIdTaken(id: string): Promise<boolean>;
  update(organization: Organization, at: number): Promise<void>;
  /** Frees its name. Its data stays, until it is purged. */
  delete(id: string, at: number): Promise<void>;
  /** One that was deleted before this time and is not purged yet. */
  deletedBefore(at: number): Promise<Pick<Organization, 'id' | 'name'> | undefined>;
  /** Deletes at most `limit` rows of its data. Returns how many; 0 when nothing is left. */
  purge(id: string, limit: number): Promise<number>;
  /** Deletes the organization itself, once nothing else of it is left. Its id may be given again. */
  forget(id: string): Promise<void>;
}
