import type { Permitted } from '../directory/permission.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { Breach, BreachedPasswords } from '../password/breached.ts';
import { storedCostOf } from '../password/hash.ts';
import type { Hasher } from '../password/hasher.ts';
import { keptRules } from '../password/kept-rules.ts';
import { personRules } from '../password/person-rules.ts';
import { brokenRules } from '../password/policy.ts';
import {
  provisionApiResource,
  provisionApplication,
  provisionApplicationChange,
  secretOfSeed,
} from '../provisioning/application.ts';
import {
  provisionGroup,
  provisionMembership,
  provisionOrganization,
  provisionSetting,
  provisionTenant,
  provisionUser,
} from '../provisioning/provision.ts';
import { hashPasswords } from './hash-passwords.ts';
import type { Plan, PlannedUser } from './plan.ts';
import { planSeed } from './plan-seed.ts';
import { refusal, within } from './position.ts';
import type { Seed } from './read.ts';

type Operator = Permitted<'installation.provision'>;

export interface SeedTools {
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
}

/** How many records of each kind were created, and what was changed. */
export interface SeedResult {
  readonly organizations: number;
  readonly tenants: number;
  readonly settings: number;
  readonly groups: number;
  readonly users: number;
  /** Of new users and of users who were there already. */
  readonly memberships: number;
  readonly apiResources: number;
  readonly applications: number;
  readonly changed: readonly SeedChange[];
}

/** Which members of what was there already are not as they were. */
interface SeedChange {
  readonly organizationId: string;
  readonly kind: 'application' | 'apiResource';
  /** The client id, or the name of the API. */
  readonly id: string;
  readonly members: readonly string[];
}

/**
 * Creates what the file declares and the store lacks, in one transaction, and changes applications and APIs to what it
 * says of them. Everything else that exists is left exactly as it is: no password or name of a person is ever changed.
 *
 * @throws StartupError when the store contradicts the file; nothing has been written then, nor after any other error.
 */
export async function applySeed(
  store: Store,
  operator: Operator,
  { hasher, breached }: SeedTools,
  seed: Seed,
  now: number,
): Promise<SeedResult> {
  const plan = await planSeed(store, seed, now);
  // Before the transaction, which would otherwise be open for as long as the hashes take.
  const hashes = await hashPasswords(
    hasher,
    plan.users.map(({ password }) => password),
  );
  const lookedUp = await lookUp(breached, plan.users);
  await store.transaction((tables) => write(tables, operator, plan, { hashes, lookedUp }, now));
  return count(plan);
}

/** What would keep the transaction open for long. */
interface Prepared {
  readonly hashes: readonly (string | undefined)[];
  /** Knows the passwords of the file alone. */
  readonly lookedUp: BreachedPasswords;
}

async function lookUp(breached: BreachedPasswords, users: readonly PlannedUser[]): Promise<BreachedPasswords> {
  const known = new Map<string, Breach | undefined>();
  for (const { password, isJudged } of users) {
    if (password !== undefined && isJudged) known.set(password, await breached.find(password));
  }
  const isAvailable = await breached.isAvailable();
  return { isAvailable: async () => isAvailable, find: async (password) => known.get(password) };
}

async function write(
  tables: Tables,
  operator: Operator,
  plan: Plan,
  { hashes, lookedUp }: Prepared,
  now: number,
): Promise<void> {
  for (const organization of plan.organizations) await provisionOrganization(tables, operator, organization);
  for (const tenant of plan.tenants) await provisionTenant(tables, operator, tenant);
  for (const setting of plan.settings) await provisionSetting(tables, operator, setting, now);
  for (const group of plan.groups) await provisionGroup(tables, operator, group);
  for (const [index, planned] of plan.users.entries()) {
    const { user, passwordHash, mustChange, groupIds } = planned;
    const keptRules = await requireKept(tables, lookedUp, planned);
    const hash = hashes[index] ?? passwordHash ?? null;
    const hashCost = passwordHash === undefined ? null : storedCostOf(passwordHash);
    await provisionUser(tables, operator, { user, passwordHash: hash, hashCost, keptRules, mustChange, groupIds });
  }
  for (const membership of plan.memberships) await provisionMembership(tables, operator, membership, now);
  for (const { resource, isNew } of plan.apiResources) {
    await provisionApiResource(tables, operator, resource, isNew, now);
  }
  for (const { application, scopes, secret } of plan.applications) {
    await provisionApplication(tables, operator, application, scopes, secret, secretOfSeed);
  }
  for (const change of plan.applicationChanges) await provisionApplicationChange(tables, operator, change, now);
}

/**
 * Judges a password by the rules that hold with what the file sets of them, and says by which; undefined when by none.
 *
 * @throws StartupError when it breaks one.
 */
async function requireKept(
  store: Tables,
  breached: BreachedPasswords,
  { user, password, isJudged, position }: PlannedUser,
): Promise<string | undefined> {
  if (password === undefined || !isJudged) return undefined;
  const rules = await personRules({ store, breached }, user, password);
  const broken = brokenRules(password, rules);
  if (broken.length === 0) return keptRules(rules.policy);
  const reasons = broken.map(({ description }) => description).join(' ');
  const problem = `breaks the rules of the organization for passwords, unless validatePassword is false: ${reasons}`;
  throw refusal(within(position, 'password'), problem.replace(/\.$/, ''));
}

function count(plan: Plan): SeedResult {
  return {
    organizations: plan.organizations.length,
    tenants: plan.tenants.length,
    settings: plan.settings.length,
    groups: plan.groups.length,
    users: plan.users.length,
    memberships: plan.users.reduce((sum, { groupIds }) => sum + groupIds.length, plan.memberships.length),
    apiResources: plan.apiResources.filter(({ isNew }) => isNew).length,
    applications: plan.applications.length,
    changed: changesIn(plan),
  };
}

function changesIn({ apiResources, applicationChanges }: Plan): readonly SeedChange[] {
  const changedResources = apiResources.filter(({ isNew }) => !isNew);
  return [
    ...changedResources.map(({ resource: { organizationId, name: id }, members }) => ({
      ...{ organizationId, kind: 'apiResource' as const, id, members },
    })),
    ...applicationChanges.map(({ after: { organizationId, id }, members }) => ({
      ...{ organizationId, kind: 'application' as const, id, members },
    })),
  ];
}
