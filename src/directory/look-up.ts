import { GatehouseError } from '../errors.ts';
import { canonical } from './canonical.ts';
import { type DirectoryEntity, type EntityKind, shownTo } from './directory-entity.ts';
import { everyoneGroupId, type Group } from './group.ts';
import { candidateIds } from './identifier.ts';
import { asKept } from './name.ts';
import { type Permitted, permitOn, seesPersonalData } from './permission.ts';
import type { Tables } from './store.ts';

/** What can be asked for by name. */
export type LookUpKind = 'user' | 'group' | 'application';

const maxNames = 20;

/**
 * What each name stands for: a user name or e-mail address in any letter case, the name of a group or of an application
 * as it is spelled. Of applications that share a name, the oldest. Addresses are known to those only who see them.
 *
 * @param kind undefined for one that does not exist: nothing is found.
 * @throws GatehouseError ServiceError for too many names.
 */
export async function resolveNames(
  { entities }: Tables,
  permitted: Permitted<'directory.resolveName' | 'directory.resolveNames'>,
  kind: LookUpKind | undefined,
  names: readonly string[],
): Promise<ReadonlyMap<string, DirectoryEntity | null>> {
  if (names.length > maxNames) {
    const message = `entityNames size is larger that maximum supported value of ${maxNames} (Parameter 'entityNames')`;
    throw new GatehouseError({ code: 'ServiceError', status: 400, message });
  }
  const found = kind === undefined ? [] : await entities.findByNames(permitted.organizationId, kind, names);
  const byEmail = seesPersonalData(permitted) ? found : [];
  const one = (name: string) => found.find(bearing(name)) ?? byEmail.find(reachedAt(name));
  return new Map(names.map((name) => [name, shown(permitted, one(name))]));
}

const shown = (permitted: Permitted, entity: DirectoryEntity | undefined): DirectoryEntity | null =>
  entity === undefined ? null : shownTo(permitted, entity);

const bearing = (name: string) => (entity: DirectoryEntity) =>
  entity.kind === 'user' ? canonical(entity.name) === canonical(name) : asKept(entity.name) === asKept(name);

const reachedAt = (name: string) => (entity: DirectoryEntity) =>
  entity.email !== null && canonical(entity.email) === canonical(name);

/** An id to look up; of a kind that does not exist, nothing is found. */
interface AskedId {
  readonly id: string;
  readonly kind: LookUpKind | undefined;
}

const maxIds = 1000;

/**
 * What each id stands for, in whatever spelling.
 *
 * @throws GatehouseError ServiceError for too many ids.
 */
export async function resolveIds(
  { entities }: Tables,
  permitted: Permitted<'directory.resolve'>,
  asked: readonly AskedId[],
): Promise<ReadonlyMap<string, DirectoryEntity | null>> {
  if (asked.length > maxIds) {
    const message = `entityIds size is larger that maximum supported value of ${maxIds} (Parameter 'entityIds')`;
    throw new GatehouseError({ code: 'ServiceError', status: 400, message });
  }
  const resolved = new Map<string, DirectoryEntity | null>(asked.map(({ id }) => [id, null]));
  for (const [kind, ofKind] of Map.groupBy(asked, (one) => one.kind)) {
    if (kind === undefined) continue;
    const ids = ofKind.map(({ id }) => id);
    const found = await entities.findByIds(permitted.organizationId, [kind], ids.flatMap(candidateIds));
    const byId = new Map(found.map((entity) => [entity.id, entity]));
    for (const id of ids) {
      const [entity] = candidateIds(id).flatMap((candidate) => byId.get(candidate) ?? []);
      if (entity) resolved.set(id, shownTo(permitted, entity));
    }
  }
  return resolved;
}

/** @throws GatehouseError ServiceError when there is none. */
export function requireResolved(
  entity: DirectoryEntity | null | undefined,
  kind: LookUpKind | undefined,
  asked: string,
): DirectoryEntity {
  if (entity) return entity;
  const message = `Cannot resolve ${kind ?? 'entitie'}s=[${asked}] in CIS`;
  throw new GatehouseError({ code: 'ServiceError', status: 404, message });
}

/** Kinds of what a search can be narrowed to; nothing of other directories is known here. */
export const searchSources = {
  localUsers: 'user',
  localGroups: 'group',
  directoryUsers: undefined,
  directoryGroups: undefined,
  robotAccounts: 'robotAccount',
  applications: 'application',
} as const satisfies Readonly<Record<string, EntityKind | undefined>>;

export type SearchSource = keyof typeof searchSources;

/** What a search for each kind finds: who asks for users means robot accounts as well. */
export const searchedFor: Readonly<Record<LookUpKind, readonly SearchSource[]>> = {
  user: ['localUsers', 'robotAccounts'],
  group: ['localGroups'],
  application: ['applications'],
};

/** Of each source, as many as a page of any list can have: the search itself comes in no pages. */
const maxFoundOfSource = 1000;

/** What has a name, display name or e-mail address that begins so, source by source. Without a source, of all of them. */
export async function searchDirectory(
  { entities }: Tables,
  permitted: Permitted<'directory.search'>,
  prefix: string,
  sources: readonly SearchSource[],
): Promise<readonly DirectoryEntity[]> {
  const all = Object.keys(searchSources) as SearchSource[];
  const wanted = { prefix, byEmail: seesPersonalData(permitted), limit: maxFoundOfSource };
  const found: DirectoryEntity[] = [];
  for (const source of all.filter((one) => sources.length === 0 || sources.includes(one))) {
    const kind = searchSources[source];
    if (kind) found.push(...(await entities.startingWith(permitted.organizationId, kind, wanted)));
  }
  return found.map((entity) => shownTo(permitted, entity));
}

/**
 * Which of the groups an account is in, in the order asked. Every account is in Everyone.
 *
 * @throws GatehouseError ServiceError when there is no such account, Forbidden when it is not the own one of a person
 *   who manages none.
 */
export async function groupsAmong(
  { entities, groups, memberships }: Tables,
  permitted: Permitted<'directory.membership'>,
  accountId: string,
  groupIds: readonly string[],
): Promise<readonly Group[]> {
  const { actor, organizationId } = permitted;
  const candidates = candidateIds(accountId);
  const own = candidates.filter((id) => id === actor.id);
  const ids = own.length > 0 ? own : candidates;
  permitOn(permitted, { organizationId, id: ids[0] ?? accountId });
  const kinds = ['user', 'robotAccount', 'application'] as const;
  const [account] = await entities.findByIds(organizationId, kinds, ids);
  const { id } = requireResolved(account, 'user', accountId);
  const inside = new Set([everyoneGroupId, ...((await memberships.groupIdsOf(organizationId, [id])).get(id) ?? [])]);
  const asked = [...new Set(groupIds.flatMap(candidateIds))].filter((groupId) => inside.has(groupId));
  const found = new Map((await groups.findMany(organizationId, asked)).map((group) => [group.id, group]));
  return asked.flatMap((groupId) => found.get(groupId) ?? []);
}
