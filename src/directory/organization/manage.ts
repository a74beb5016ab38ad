import { badRequest, conflict, invalidMember, notFound } from '../../errors.ts';
import { inTurns } from '../../turns.ts';
import { type AuditAction, type AuditDetails, auditActor, auditEntry } from '../audit/entry.ts';
import type { Command } from '../command.ts';
import { insertBuiltInGroups } from '../group.ts';
import { newId, parseUuid, zeroUuid } from '../identifier.ts';
import { asKept } from '../name.ts';
import { hostId, type OrganizationRecord, refusedName, type Tenant } from '../organization.ts';
import type { Store, Tables } from '../store.ts';

// What the host does with organizations. Each change stands in the host's record and in that of the organization.

type Manage = Command<'organization.write'>;

interface NewOrganizationWish {
  readonly id: string | null;
  readonly name: string;
  readonly tenants: readonly string[];
}

export function createOrganization(
  store: Store,
  command: Manage,
  wish: NewOrganizationWish,
): Promise<OrganizationRecord> {
  return store.bulk(async (tables) => {
    const name = await requireName(tables, wish.name);
    const id = wish.id === null || wish.id === zeroUuid ? newId() : wish.id;
    if (await tables.organizations.isIdTaken(id)) throw conflict('An organization with this id already exists.');
    await tables.organizations.insert({ id, name, createdAt: command.at });
    await insertBuiltInGroups(tables.groups, id, command.at);
    await recordOrganizationChange(tables, command, id, 'Create', { name });
    for await (const tenant of inTurns(wish.tenants)) {
      await addTenant(tables, command, id, { id: null, name: tenant });
    }
    return await tables.organizations.load(id);
  }, wish.tenants.length);
}

interface OrganizationChange {
  readonly name: string | null;
  readonly isActive: boolean | null;
}

/**
 * Nobody signs in to an organization that is not active, and everyone who was signed in is signed out; once it is active again,
 * personal access tokens and those of applications work as before.
 */
export function updateOrganization(
  store: Store,
  command: Manage,
  change: OrganizationChange,
): Promise<OrganizationRecord> {
  const { organizationId } = command.permitted;
  requireNotHost(organizationId);
  return store.bulk(async (tables) => {
    const before = await tables.organizations.load(organizationId);
    const isActive = change.isActive ?? before.isActive;
    const { name: asked } = change;
    // What it is called already may be from before there were rules.
    const name = asked === null || asked === before.name ? before.name : await requireName(tables, asked, before.id);
    if (name === before.name && isActive === before.isActive) return before;
    await tables.organizations.update({ ...before, name, isActive }, command.at);
    if (before.isActive && !isActive) await endSignIns(tables, before.id);
    await recordOrganizationChange(tables, command, before.id, 'Update', {
      before: { name: before.name, isActive: before.isActive },
      after: { name, isActive },
    });
    return await tables.organizations.load(organizationId);
  });
}

/**
 * Only an organization that is not active can go, so that it is never a slip of the hand. Its name is free from then
 * on. Its data stays in the store for as long as the operator wants, because no record of the audit is ever deleted
 * through the API.
 */
export function deleteOrganization(store: Store, command: Manage): Promise<void> {
  const { organizationId } = command.permitted;
  requireNotHost(organizationId);
  return store.bulk(async (tables) => {
    const organization = await tables.organizations.load(organizationId);
    if (organization.isActive) throw conflict('The organization is active. Deactivate it first.');
    await tables.organizations.delete(organization.id, command.at);
    await tables.grants.revokeOfOrganization(organization.id);
    await recordOrganizationChange(tables, command, organization.id, 'Delete', { name: organization.name });
  });
}

/** A token that was issued before is no sign-in to come back to. */
async function endSignIns({ grants, users }: Tables, organizationId: string): Promise<void> {
  await grants.revokeOfOrganization(organizationId);
  await users.revokeTokensOfAll(organizationId);
}

interface TenantWish {
  readonly id: string | null;
  readonly name: string;
}

export function createTenant(store: Store, command: Manage, wish: TenantWish): Promise<Tenant> {
  return store.transaction((tables) => addTenant(tables, command, command.permitted.organizationId, wish));
}

export function renameTenant(store: Store, command: Manage, id: string, asked: string): Promise<Tenant> {
  return store.transaction(async (tables) => {
    const before = await requireTenant(tables, command.permitted.organizationId, id);
    if (asked === before.name) return before;
    const name = await requireTenantName(tables, command.permitted.organizationId, asked, before.id);
    await tables.organizations.renameTenant(before, name);
    await recordOrganizationChange(tables, command, before.organizationId, 'Update', {
      tenant: before.id,
      before: before.name,
      after: name,
    });
    return { ...before, name };
  });
}

export function deleteTenant(store: Store, command: Manage, id: string): Promise<void> {
  return store.transaction(async (tables) => {
    const tenant = await requireTenant(tables, command.permitted.organizationId, id);
    await tables.organizations.deleteTenant(tenant);
    await recordOrganizationChange(tables, command, tenant.organizationId, 'Delete', {
      tenant: tenant.id,
      before: tenant.name,
    });
  });
}

async function addTenant(tables: Tables, command: Manage, organizationId: string, wish: TenantWish): Promise<Tenant> {
  const name = await requireTenantName(tables, organizationId, wish.name);
  const id = wish.id === null || wish.id === zeroUuid ? newId() : wish.id;
  if (await tables.organizations.findTenant(organizationId, id))
    throw conflict('A tenant with this id already exists.');
  const tenant = { organizationId, id, name, createdAt: command.at };
  await tables.organizations.insertTenant(tenant);
  await recordOrganizationChange(tables, command, organizationId, 'Create', { tenant: id, name });
  return tenant;
}

/** The name as it will be kept. */
async function requireName({ organizations }: Tables, asked: string, ownId?: string): Promise<string> {
  const name = requireUrlName(asked);
  const namesake = await organizations.find(name);
  if (namesake && namesake.id !== ownId) throw conflict('An organization with this name already exists.');
  return name;
}

async function requireTenantName({ organizations }: Tables, organizationId: string, asked: string, ownId?: string) {
  const name = requireUrlName(asked);
  const namesake = await organizations.findTenant(organizationId, name);
  if (namesake && namesake.id !== ownId) throw conflict('A tenant with this name already exists.');
  return name;
}

/** URLs name both by id or by name, so a name must not look like an id. */
function requireUrlName(asked: string): string {
  const name = asKept(asked);
  const problem = refusedName(name) ?? (parseUuid(name) ? 'must not be a UUID' : undefined);
  const text = name === '' ? 'The Name field is required.' : `The name ${problem}.`;
  if (problem) throw invalidMember('Name', text);
  return name;
}

async function requireTenant({ organizations }: Tables, organizationId: string, id: string): Promise<Tenant> {
  const found = await organizations.findTenant(organizationId, id);
  if (!found) throw notFound('The tenant was not found.');
  return found;
}

function requireNotHost(id: string): void {
  if (id === hostId) throw badRequest('The host itself cannot be changed.');
}

async function recordOrganizationChange(
  { audit }: Tables,
  command: Manage,
  organizationId: string,
  action: AuditAction,
  details: AuditDetails,
): Promise<void> {
  const actor = auditActor(command.permitted.actor);
  const event = { category: 'Organization', action, targetId: organizationId, details } as const;
  for (const log of new Set([hostId, organizationId])) {
    await audit.append(auditEntry(command, actor, command.at, { organizationId: log, ...event }));
  }
}
