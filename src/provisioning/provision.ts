import { type AuditEntry, type AuditEvent, auditActor, auditEntry, onTheMachine } from '../directory/audit/entry.ts';
import { excerpt } from '../directory/audit/excerpt.ts';
import { insertBuiltInGroups } from '../directory/group.ts';
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
  const { id, createdAt } = organization;
  await tables.organizations.insert(organization);
  await insertBuiltInGroups(tables.groups, id, createdAt);
  await tables.audit.append(creationEntry(operator, 'Organization', { ...organization, organizationId: id }));
}

export async function provisionTenant(tables: Tables, operator: Operator, tenant: Tenant): Promise<void> {
  await tables.organizations.insertTenant(tenant);
  await tables.audit.append(creationEntry(operator, 'Organization', tenant));
}

/** A setting's value for an organization. */
export async function provisionSetting(
  tables: Tables,
  operator: Operator,
  setting: { readonly organizationId: string; readonly key: string; readonly value: string | null },
  now: number,
): Promise<void> {
  const { organizationId, key, value } = setting;
  const [written] = await tables.settings.write({ organizationId, userId: null }, [{ key, value }]);
  const details = { key, after: excerpt(written?.value) };
  const update = { category: 'Setting', action: 'Update', targetId: organizationId, details } as const;
  await tables.audit.append(provisionEntry(operator, now, { organizationId, ...update }));
}

export interface UserProvision {
  readonly user: NewUser;
  /** Null for an account without a password. */
  readonly passwordHash: string | null;
  /** What a hash that was made elsewhere costs. */
  readonly hashCost?: number | null | undefined;
  /** By which rules the password was judged, if by any. */
  readonly keptRules?: string | undefined;
  /** Whether the password must be changed at the next sign-in. */
  readonly mustChange: boolean;
  readonly groupIds: readonly string[];
}

/** A user with its credential and memberships. */
export async function provisionUser(tables: Tables, operator: Operator, provision: UserProvision): Promise<void> {
  const { user, passwordHash, hashCost, keptRules, mustChange, groupIds } = provision;
  const { organizationId, id, userName, createdAt } = user;
  await tables.users.insert(user);
  const credential = { organizationId, id, userName, passwordHash, hashCost, createdAt, mustChange, keptRules };
  await tables.credentials.insert(credential);
  for (const groupId of groupIds) await tables.groups.addMember(organizationId, groupId, { id, type: 'user' });
  await tables.audit.append(creationEntry(operator, 'User', { ...user, name: user.userName }));
}

export async function provisionGroup(
  tables: Tables,
  operator: Operator,
  group: { readonly organizationId: string; readonly id: string; readonly name: string; readonly createdAt: number },
): Promise<void> {
  await tables.groups.insert({ ...group, type: 'custom' });
  await tables.audit.append(creationEntry(operator, 'Group', group));
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
  const details = { addedMember: userId };
  const update = { category: 'Group', action: 'Update', targetId: groupId, details } as const;
  await tables.audit.append(provisionEntry(operator, now, { organizationId, ...update }));
}

interface Created {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

export const creationEntry = (
  operator: Operator,
  category: AuditEvent['category'],
  { organizationId, id: targetId, name, createdAt }: Created,
): AuditEntry =>
  provisionEntry(operator, createdAt, { organizationId, category, action: 'Create', targetId, details: { name } });

export const provisionEntry = ({ actor }: Operator, at: number, event: AuditEvent): AuditEntry =>
  auditEntry(onTheMachine, auditActor(actor), at, event);
