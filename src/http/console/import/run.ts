import type { Wire } from '../../../operation/answer-shape.ts';
import type { BulkCreateResponse } from '../../api/user-creation.ts';
import { faultsOf } from '../faults.ts';
import type { ConsoleVisit } from '../page.ts';
import { checkRows, type NewPerson } from './check.ts';
import { ensureGroup, type FileGroups, unmakeGroups } from './groups.ts';
import type { ImportState, LeftOut } from './state.ts';
import type { ImportTable } from './table.ts';

/** Rows that one request brings in: what is allowed to be invited at once. */
const portion = 500;

/** With groups: each of the people may join others, and is a request of the API then. */
const portionWithGroups = 100;

/** What becomes of people who are made together. */
interface Brought {
  readonly made: number;
  /** Why nobody was made; undefined: everybody was. */
  readonly why?: string;
}

/**
 * Brings in the next rows, those together who join the same groups. What has come in the way since they were checked is told;
 * one whom this import has made already, because the form was sent twice, is not made again, but counted.
 */
export async function importNext(
  visit: ConsoleVisit,
  state: ImportState,
  { rows }: ImportTable,
  groups: FileGroups,
): Promise<ImportState> {
  const most = state.mapping.groups === undefined ? portion : portionWithGroups;
  const next = rows.slice(state.position, state.position + most);
  const checked = await checkRows(visit, state, next, groups);
  const ids = new Map([...groups].flatMap(([key, { id }]) => (id === undefined ? [] : [[key, id] as const])));
  let { made } = checked;
  const failed: LeftOut[] = [];
  for (const some of Map.groupBy(checked.people, (one) => one.groups.join('\n')).values()) {
    const lines = new Set(some.map(({ line }) => line));
    const makeSure = async () => {
      const again = await checkRows(
        visit,
        state,
        next.filter(({ line }) => lines.has(line)),
        groups,
      );
      return again.made === some.length;
    };
    const brought = await bringIn(visit, { state, groups, ids, makeSure }, some);
    made += brought.made;
    if (brought.why !== undefined) failed.push(leftOutOf(visit, some, brought.why));
  }
  return {
    ...state,
    position: state.position + next.length,
    made: state.made + made,
    leftOut: [...state.leftOut, ...checked.leftOut, ...failed],
  };
}

/** People who could not be made together. */
function leftOutOf({ t }: ConsoleVisit, some: readonly NewPerson[], why: string): LeftOut {
  const { length: count } = some;
  return { line: some[0]?.line ?? '', who: t('import.portion', { count }), why, count };
}

interface BringIn {
  readonly state: ImportState;
  readonly groups: FileGroups;
  /** The groups that are there, by their names in canonical form. */
  readonly ids: Map<string, string>;
  /** Whether the same form, sent at the same time, has made all of them. */
  readonly makeSure: () => Promise<boolean>;
}

/** Makes people who join the same groups, and those of the groups that are not there. */
async function bringIn(
  visit: ConsoleVisit,
  { state: { isInvited, groupIds }, groups, ids, makeSure }: BringIn,
  people: readonly NewPerson[],
): Promise<Brought> {
  const users = people.map(({ user }) => user);
  const groupIDs = [...groupIds];
  const fresh = new Map<string, string>();
  try {
    for (const key of people[0]?.groups ?? []) {
      const known = ids.get(key);
      const { id, isNew } = known
        ? { id: known, isNew: false }
        : await ensureGroup(visit, groups.get(key)?.name ?? key);
      if (isNew) fresh.set(key, id);
      ids.set(key, id);
      groupIDs.push(id);
    }
    await visit.call<Wire<typeof BulkCreateResponse>>(isInvited ? 'User_InviteUsers' : 'User_CreateUsers', {
      body: { partitionGlobalId: visit.organization.id, users, groupIDs },
    });
    return { made: people.length };
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (!faults) throw error;
    if (await makeSure()) return { made: people.length };
    for (const key of fresh.keys()) ids.delete(key);
    await unmakeGroups(visit, [...fresh.values()]);
    return { made: 0, why: Object.values(faults).flat().join(' ') };
  }
}
