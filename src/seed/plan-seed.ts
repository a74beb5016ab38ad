import { canonical } from '../directory/canonical.ts';
import { builtInGroups } from '../directory/group.ts';
import { newId } from '../directory/identifier.ts';
import type { Tables } from '../directory/store.ts';
import { mailServerKeys, withoutStalePassword } from '../setting/mail-server.ts';
import { portions } from '../turns.ts';
import { existingGroup, existingOrganization, existingTenant } from './existing.ts';
import type { SeedOrganization } from './organization.ts';
import type { Plan, Planning } from './plan.ts';
import { planApiResource } from './plan-api-resource.ts';
import { planApplication } from './plan-application.ts';
import { planUser } from './plan-user.ts';
import { refusal, type SeedPosition, spellPath } from './position.ts';
import type { Seed } from './read.ts';
import type { SeedSetting } from './setting.ts';
import type { SeedUser } from './user.ts';

/**
 * Compares a file with the store and writes nothing.
 *
 * @throws StartupError when the store contradicts the file.
 */
export async function planSeed(tables: Tables, seed: Seed, now: number): Promise<Plan> {
  const plan: Plan = {
    organizations: [],
    tenants: [],
    settings: [],
    groups: [],
    users: [],
    memberships: [],
    apiResources: [],
    applications: [],
    applicationChanges: [],
  };
  const declaredAs = new Map<string, SeedOrganization>();
  const reservedIds = new Map<string, SeedPosition>();
  for (const declared of seed.organizations) {
    const existing = await existingOrganization(tables, declared);
    // What was deleted stays so, although the file still has the id.
    if (!existing && declared.id && (await tables.organizations.isIdTaken(declared.id))) continue;
    const twin = existing && declaredAs.get(existing.id);
    if (twin)
      throw refusal(declared.position, `is the same organization as ${spellPath(twin.position)}, under another name`);
    const organizationId = existing?.id ?? declared.id ?? newId();
    declaredAs.set(organizationId, declared);
    if (!existing) plan.organizations.push({ id: organizationId, name: declared.name, createdAt: now });
    await planOrganization({ tables, organizationId, now, plan, reservedIds }, declared);
  }
  return plan;
}

async function planOrganization(planning: Planning, declared: SeedOrganization): Promise<void> {
  await planTenants(planning, declared);
  await planSettings(planning, declared);
  const groupIds = await planGroups(planning, declared);
  for (const users of portions(declared.users, usersAtOnce)) await planUsers(planning, users, groupIds);
  for (const resource of declared.apiResources) await planApiResource(planning, resource);
  for (const application of declared.applications) await planApplication(planning, application);
}

/** So many are looked for with one question. */
const usersAtOnce = 1000;

async function planUsers(planning: Planning, users: readonly SeedUser[], groupIds: ReadonlyMap<string, string>) {
  const { tables, organizationId } = planning;
  const ids = users.flatMap(({ id }) => id ?? []);
  const living = new Map((await tables.users.findMany(organizationId, ids)).map((user) => [user.id, user]));
  for (const user of users) await planUser(planning, user, living.get(user.id ?? ''), groupIds);
}

async function planTenants({ tables, organizationId, now, plan }: Planning, { tenants }: SeedOrganization) {
  for (const declared of tenants) {
    if (await existingTenant(tables, organizationId, declared)) continue;
    plan.tenants.push({ organizationId, id: declared.id ?? newId(), name: declared.name, createdAt: now });
  }
}

async function planSettings({ tables, organizationId, plan }: Planning, { settings }: SeedOrganization) {
  const missing: SeedSetting[] = [];
  for (const setting of settings) {
    if (!(await tables.settings.isStored(organizationId, setting.key))) missing.push(setting);
  }
  const server = await tables.settings.stored({ organizationId, userId: null }, mailServerKeys);
  // The password of another mail server than the one that the file brings gives way to the file's own, if it has one.
  for (const { key } of withoutStalePassword(server, missing)) {
    const value = settings.find((declared) => declared.key === key)?.value ?? null;
    plan.settings.push({ organizationId, key, value });
  }
}

/** Returns the id of every group that the users of the file may name, by the canonical form of the name. */
async function planGroups({ tables, organizationId, now, plan }: Planning, { groups }: SeedOrganization) {
  const ids = new Map<string, string>(builtInGroups.map(({ id, name }) => [canonical(name), id]));
  for (const declared of groups) {
    const existing = await existingGroup(tables, organizationId, declared);
    const id = existing?.id ?? declared.id ?? newId();
    ids.set(canonical(declared.name), id);
    if (!existing) plan.groups.push({ organizationId, id, name: declared.name, createdAt: now });
  }
  return ids;
}
