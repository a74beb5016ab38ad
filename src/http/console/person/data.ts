import { everyoneGroupId } from '../../../directory/group.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { DirectoryEntityInfo } from '../../api/directory-search.ts';
import type { UserDto } from '../../api/user-dto.ts';
import type { UserLockoutDto } from '../../api/user-lockout.ts';
import type { ConsoleVisit } from '../page.ts';
import type { Choice } from '../search-form.ts';

export type Person = Wire<typeof UserDto>;

/** @throws GatehouseError NotFound. */
export const loadPerson = (visit: ConsoleVisit, id = visit.parameters.id ?? ''): Promise<Person> =>
  visit.call<Person>('User_GetUser', { parameters: { userId: id } });

export type Lockout = Wire<typeof UserLockoutDto>;

/** From where the password of the account is refused. */
export const loadLockout = (visit: ConsoleVisit, { id }: Person): Promise<Lockout> =>
  visit.call<Lockout>('User_GetLockout', { parameters: { userId: id } });

export const isLocked = ({ strangers, lockedSources }: Lockout): boolean =>
  lockedSources.length > 0 || strangers.lockedUntil !== null;

export const nameOf = ({ displayName, name, surname, userName }: Person): string =>
  displayName || [name, surname].filter(Boolean).join(' ') || (userName ?? '');

interface WantedGroups {
  /** Ids of those that are left out. */
  readonly but?: readonly string[];
  /** Ids of those that are there in any case. */
  readonly chosen?: readonly string[];
}

export interface GroupOffer {
  readonly choices: readonly Choice[];
  /** There may be more. */
  readonly isCut: boolean;
}

/** The groups that somebody can be added to, by name, as many as a search finds: Everyone has everybody in it already. */
export async function groupOffer(
  visit: ConsoleVisit,
  { but = [], chosen = [] }: WantedGroups = {},
): Promise<GroupOffer> {
  const groups = await groupsStarting(visit, '');
  const others = chosen.filter((id) => !groups.some(({ value }) => value === id));
  const all = [...groups, ...(await groupsNamed(visit, others))];
  const choices = all.filter(({ value }) => value !== everyoneGroupId && !but.includes(value));
  return { choices, isCut: groups.length >= mostFound };
}

/** As many as a search finds. */
const mostFound = 1000;

/** Those of this beginning, by name. */
export async function groupsStarting(visit: ConsoleVisit, startsWith: string): Promise<readonly Choice[]> {
  const found = await visit.call<readonly Wire<typeof DirectoryEntityInfo>[]>('Directory_Search', {
    parameters: { partitionGlobalId: visit.organization.id },
    query: { sourceFilter: 'localGroups', startsWith },
  });
  return found.map(({ identifier, identityName }) => ({ value: identifier ?? '', text: identityName ?? '' }));
}

/** As many as the operation looks up at once. */
const mostNamed = 1000;

/** The groups of these ids that are there. */
export async function groupsNamed(visit: ConsoleVisit, ids: readonly string[]): Promise<readonly Choice[]> {
  const named: Choice[] = [];
  for (let from = 0; from < ids.length; from += mostNamed) {
    const entityIds = ids.slice(from, from + mostNamed);
    const found = await visit.call<Readonly<Record<string, { readonly name: string | null } | null>>>(
      'Directory_BulkResolve',
      { parameters: { partitionGlobalId: visit.organization.id }, body: { entityIds, entityType: 'Group' } },
    );
    named.push(...entityIds.flatMap((value) => (found[value] ? [{ value, text: found[value].name ?? value }] : [])));
  }
  return named;
}

/** Further attributes, by name. */
export async function attributesOf(visit: ConsoleVisit, { id }: Person): Promise<Readonly<Record<string, string>>> {
  const { extensionUserAttributes = {} } = await visit.call<{
    readonly extensionUserAttributes?: Readonly<Record<string, string | null>>;
  }>('Directory_Resolve', {
    parameters: { partitionGlobalId: visit.organization.id },
    body: { entityId: id, entityType: 'User' },
  });
  return Object.fromEntries(Object.entries(extensionUserAttributes ?? {}).map(([name, value]) => [name, value ?? '']));
}
