import { type AuditEntry, auditActor } from '../directory/audit.ts';
import { builtInGroups } from '../directory/group.ts';
import type { NewOrganization, Tenant } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';
import type { NewUser } from '../directory/user.ts';

// Records made by the server's operator rather than through the API: at the first start and from a seed file. Each is
// made whole, with its audit entry, inside the transaction that is passed in.

type Operator = Permitted<'installation.provision'>;

/** An organization with its built-in groups. */
export async function provisionOrganization(
  tables: Tables,
  operator: Operator,
  organization: NewOrganization,
): Promise<void> {
  const { id, name, createdAt } = organization;
  await tables.organizations.insert(organization);
  for (const group of builtInGroups) {
    await tables.groups.insert({ organizationId: id, ...group, type: 'builtIn', createdAt });
  }
  await tables.audit.append(created(operator, 'Organization', id, id, name, createdAt));
}

export async function provisionTenant(tables: Tables, operator: Operator, tenant: Tenant): Promise<void> {
  const { organizationId, id, name, createdAt } = tenant;
  await tables.organizations.insertTenant(tenant);
  await tables.audit.append(created(operator, 'Organization', organizationId, id, name, createdAt));
}

/** A setting's value for an organization. */
export async function provisionSetting(
  tables: Tables,
  operator: Operator,
  setting: { readonly organizationId: string; readonly key: string; readonly value: string | null },
  now: number,
): Promise<void> {
  const { organizationId, key, value } = setting;
  const { value: after } = await tables.settings.write({ organizationId, userId: null }, key, value);
  await tables.audit.append(entry(operator, 'Setting', 'Update', organizationId, organizationId, { key, after }, now));
}

export interface UserProvision {
  readonly user: NewUser;
  /** Null for an account without a password. */
  readonly passwordHash: string | null;
  /** Whether the password must be changed at the next sign-in. */
  readonly mustChange: boolean;
  readonly groupIds: readonly string[];
}

/** A user with its credential and memberships. */
export async function provisionUser(tables: Tables, operator: Operator, provision: UserProvision): Promise<void> {
  const { user, passwordHash, mustChange, groupIds } = provision;
  const { organizationId, id, createdAt } = user;
  await tables.users.insert(user);
  await tables.credentials.insert({ organizationId, id, passwordHash, createdAt, mustChange });
  for (const groupId of groupIds) await tables.groups.addMember(organizationId, groupId, { id, type: 'user' });
  await tables.audit.append(created(operator, 'User', organizationId, id, user.userName, createdAt));
}

export async function provisionGroup(
  tables: Tables,
  operator: Operator,
  group: { readonly organizationId: string; readonly id: string; readonly name: string; readonly createdAt: number },
): Promise<void> {
  await tables.groups.insert({ ...group, type: 'custom' });
  await tables.audit.append(created(operator, 'Group', group.organizationId, group.id, group.name, group.createdAt));
}

/** A user who is there already becomes a member of a group. */
export async function provisionMembership(
  tables: Tables,
  operator: Operator,
  membership: { readonly organizationId: string; readonly groupId: string; readonly userId: string },
  now: number,
): Promise<void> {
  const { organizationId, groupId, userId } = membership;
  await tables.groups.addMember(organizationId, groupId, { id: userId, type: 'user' });
  await tables.audit.append(entry(operator, 'Group', 'Update', organizationId, groupId, { addedMember: userId }, now));
}

export function created(
  operator: Operator,
  category: AuditEntry['category'],
  organizationId: string,
  targetId: string,
  name: string,
  at: number,
): AuditEntry {
  return entry(operator, category, 'Create', organizationId, targetId, { name }, at);
}

export function entry(
  { actor }: Operator,
  category: AuditEntry['category'],
  action: AuditEntry['action'],
  organizationId: string,
  targetId: string | null,
  details: AuditEntry['details'],
  at: number,
): AuditEntry {
  return {
    organizationId,
    at,
    category,
    action,
    actor: auditActor(actor),
    targetId,
    details,
    traceId: null,
    clientIp: null,
  };
}
