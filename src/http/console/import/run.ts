import type { Wire } from '../../../operation/answer-shape.ts';
import type { BulkCreateResponse } from '../../api/user-creation.ts';
import { faultsOf } from '../faults.ts';
import type { ConsoleVisit } from '../page.ts';
import { checkRows, type NewPerson } from './check.ts';
import { type FileGroups, makeGroup } from './groups.ts';
import type { ImportState, LeftOut } from './state.ts';
import type { ImportTable } from './table.ts';

/** Rows that one request brings in: what is allowed to be invited at once. */
const portion = 500;

/** With groups: each of the people may join others, and is a request of the API then. */
const portionWithGroups = 100;

/**
 * Brings in the next rows, those together who join the same groups. What has come in the way since they were checked is told;
 * one who is there already, because the form was sent twice, is not made again.
 */
export async function importNext(
  visit: ConsoleVisit,
  state: ImportState,
  { rows }: ImportTable,
  groups: FileGroups,
): Promise<ImportState> {
  const most = state.mapping.groups === undefined ? portion : portionWithGroups;
  const next = rows.slice(state.position, state.position + most);
  const { people, leftOut } = await checkRows(visit, state, next, groups);
  const known = new Map([...groups].flatMap(([key, { id }]) => (id === undefined ? [] : [[key, id] as const])));
  const ensure = async (key: string): Promise<string> => {
    const id = known.get(key) ?? (await makeGroup(visit, groups.get(key)?.name ?? key));
    known.set(key, id);
    return id;
  };
  let made = 0;
  const failed: LeftOut[] = [];
  for (const some of Map.groupBy(people, (one) => one.groups.join('\n')).values()) {
    const why = await create(visit, state, some, ensure);
    if (why === undefined) made += some.length;
    else failed.push(leftOutOf(visit, some, why));
  }
  return {
    ...state,
    position: state.position + next.length,
    made: state.made + made,
    leftOut: [...state.leftOut, ...leftOut, ...failed],
  };
}

/** People who could not be made together. */
function leftOutOf({ t }: ConsoleVisit, some: readonly NewPerson[], why: string): LeftOut {
  const { length: count } = some;
  return { line: some[0]?.line ?? '', who: t('import.portion', { count }), why, count };
}

/** Makes people who join the same groups; why not, if it is refused. */
async function create(
  visit: ConsoleVisit,
  { isInvited, groupIds }: ImportState,
  people: readonly NewPerson[],
  ensure: (key: string) => Promise<string>,
): Promise<string | undefined> {
  const users = people.map(({ user }) => user);
  const groupIDs = [...groupIds];
  try {
    for (const key of people[0]?.groups ?? []) groupIDs.push(await ensure(key));
    await visit.call<Wire<typeof BulkCreateResponse>>(isInvited ? 'User_InviteUsers' : 'User_CreateUsers', {
      body: { partitionGlobalId: visit.organization.id, users, groupIDs },
    });
    return undefined;
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (!faults) throw error;
    return Object.values(faults).flat().join(' ');
  }
}
