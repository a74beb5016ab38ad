import type { Permitted } from '../directory/permission.ts';
import {
  provisionApplication,
  provisionGroup,
  provisionMembership,
  provisionOrganization,
  provisionSetting,
  provisionTenant,
  provisionUser,
} from '../directory/provision.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { Hasher } from '../password/hasher.ts';
import { hashPasswords } from './hash-passwords.ts';
import type { Plan } from './plan.ts';
import { planSeed } from './plan-seed.ts';
import type { Seed } from './read.ts';

type Operator = Permitted<'installation.provision'>;

/** How many records of each kind were created. */
export interface SeedResult {
  readonly organizations: number;
  readonly tenants: number;
  readonly settings: number;
  readonly groups: number;
  readonly users: number;
  /** Of new users and of users who were there already. */
  readonly memberships: number;
  readonly applications: number;
}

/**
 * Creates what the file declares and the store lacks, in one transaction. What exists is left exactly as it is: no
 * password, name or scope is ever changed.
 *
 * @throws StartupError when the store contradicts the file; nothing has been written then, nor after any other error.
 */
export async function applySeed(
  store: Store,
  operator: Operator,
  hasher: Hasher,
  seed: Seed,
  now: number,
): Promise<SeedResult> {
  const plan = await planSeed(store, seed, now);
  // Before the transaction, which would otherwise be open for as long as the hashes take.
  const hashes = await hashPasswords(
    hasher,
    plan.users.map(({ password }) => password),
  );
  await store.transaction((tables) => write(tables, operator, plan, hashes, now));
  return count(plan);
}

async function write(
  tables: Tables,
  operator: Operator,
  plan: Plan,
  hashes: readonly (string | undefined)[],
  now: number,
): Promise<void> {
  for (const organization of plan.organizations) await provisionOrganization(tables, operator, organization);
  for (const tenant of plan.tenants) await provisionTenant(tables, operator, tenant);
  for (const setting of plan.settings) await provisionSetting(tables, operator, setting, now);
  for (const group of plan.groups) await provisionGroup(tables, operator, group);
  for (const [index, { user, passwordHash, mustChange, groupIds }] of plan.users.entries()) {
    const hash = hashes[index] ?? passwordHash ?? null;
    await provisionUser(tables, operator, { user, passwordHash: hash, mustChange, groupIds });
  }
  for (const membership of plan.memberships) await provisionMembership(tables, operator, membership, now);
  for (const { application, scopes, secret } of plan.applications) {
    await provisionApplication(tables, operator, application, scopes, secret);
  }
}

function count(plan: Plan): SeedResult {
  return {
    organizations: plan.organizations.length,
    tenants: plan.tenants.length,
    settings: plan.settings.length,
    groups: plan.groups.length,
    users: plan.users.length,
    memberships: plan.users.reduce((sum, { groupIds }) => sum + groupIds.length, plan.memberships.length),
    applications: plan.applications.length,
  };
}
