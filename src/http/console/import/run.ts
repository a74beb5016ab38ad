import type { Wire } from '../../../operation/answer-shape.ts';
import type { BulkCreateResponse } from '../../api/user-creation.ts';
import { faultsOf } from '../faults.ts';
import type { ConsoleVisit } from '../page.ts';
import { checkRows } from './check.ts';
import type { ImportState, LeftOut } from './state.ts';
import type { ImportTable } from './table.ts';

/** Rows that one request brings in: what is allowed to be invited at once. */
const portion = 500;

/**
 * Brings in the next rows. What has come in the way since they were checked is told; one who is there already, because the
 * form was sent twice, is not made again.
 */
export async function importNext(visit: ConsoleVisit, state: ImportState, { rows }: ImportTable): Promise<ImportState> {
  const next = rows.slice(state.position, state.position + portion);
  const { people, leftOut } = await checkRows(visit, state, next);
  const { made, failed } = await create(visit, state, people, next[0]?.line ?? '');
  return {
    ...state,
    position: state.position + next.length,
    made: state.made + made,
    leftOut: [...state.leftOut, ...leftOut, ...failed],
  };
}

async function create(
  visit: ConsoleVisit,
  { isInvited, groupIds: groupIDs }: ImportState,
  users: readonly object[],
  line: string,
): Promise<{ readonly made: number; readonly failed: readonly LeftOut[] }> {
  if (users.length === 0) return { made: 0, failed: [] };
  try {
    const answer = await visit.call<Wire<typeof BulkCreateResponse>>(
      isInvited ? 'User_InviteUsers' : 'User_CreateUsers',
      { body: { partitionGlobalId: visit.organization.id, users, groupIDs } },
    );
    return { made: answer.users.length, failed: [] };
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (!faults) throw error;
    const why = Object.values(faults).flat().join(' ');
    return { made: 0, failed: [{ line, who: visit.t('import.portion', { count: users.length }), why }] };
  }
}
