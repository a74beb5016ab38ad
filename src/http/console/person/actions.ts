import { GatehouseError } from '../../../errors.ts';
import { isBusy, isUncertain } from '../../pages/failure-page.ts';
import { faultsOf } from '../faults.ts';
import type { ConsoleVisit } from '../page.ts';
import type { Person } from './data.ts';

type Do = (visit: ConsoleVisit, person: Person) => Promise<unknown>;

/** What can be done with several people at once; with each of them alone, so that one who cannot be changed keeps nobody back. */
export const actions = {
  activate: (visit, person) => update(visit, person, { isActive: true }),
  deactivate: (visit, person) => update(visit, person, { isActive: false }),
  addToGroup: (visit, person) => update(visit, person, { groupIDsToAdd: [visit.form.get('group')] }),
  removeFromGroup: (visit, person) => update(visit, person, { groupIDsToRemove: [visit.form.get('group')] }),
  requireChange: (visit, { id }) => visit.call('User_RequirePasswordChange', { body: { userIds: [id] } }),
  invite: (visit, { id }) => visit.call('User_MailPasswordLink', { parameters: { userId: id } }),
  delete: (visit, { id }) => visit.call('User_Delete', { parameters: { userId: id } }),
} satisfies Readonly<Record<string, Do>>;

export type Action = keyof typeof actions;

export const isAboutGroup = (action: Action): boolean => action === 'addToGroup' || action === 'removeFromGroup';

const update = (visit: ConsoleVisit, { id }: Person, body: object) =>
  visit.call('User_Update', { parameters: { userId: id }, body });

/** How it ended with one of the people. */
export interface Result {
  readonly person: Person;
  readonly state: 'done' | 'notDone' | 'unknown' | 'notTried';
  /** Why nothing was done with this person, or why nobody knows whether it was. */
  readonly faults: readonly string[];
}

export interface Outcomes {
  readonly results: readonly Result[];
  /** What nobody expected, after which nobody else was tried. */
  readonly fault?: unknown;
}

type Ended = Pick<Result, 'state' | 'faults'> & Pick<Outcomes, 'fault'>;

/** Does it with each of them. What has been done when the server fails is told all the same. */
export async function outcomes(visit: ConsoleVisit, action: Action, people: readonly Person[]): Promise<Outcomes> {
  const results: Result[] = [];
  for (const [index, person] of people.entries()) {
    const { fault, ...ended } = await outcome(visit, action, person);
    results.push({ person, ...ended });
    if (fault === undefined) continue;
    const others = people.slice(index + 1).map((one) => ({ person: one, state: 'notTried', faults: [] }) as const);
    return { results: [...results, ...others], fault };
  }
  return { results };
}

async function outcome(visit: ConsoleVisit, action: Action, person: Person): Promise<Ended> {
  const { t, traceId } = visit;
  try {
    await actions[action](visit, person);
    return { state: 'done', faults: [] };
  } catch (error) {
    const faults = faultsOf(visit, error);
    if (faults) return { state: 'notDone', faults: Object.values(faults).flat() };
    const failure = error instanceof GatehouseError ? error.failure : undefined;
    // Who has gone away reads no report, and who is signed out gets none.
    if (failure?.code === 'Cancelled' || failure?.code === 'Unauthenticated') throw error;
    if (!failure || !isBusy(failure)) {
      return { state: 'unknown', faults: [t('person.bulk.fault', { traceId })], fault: error ?? 'nothing' };
    }
    if (isUncertain(failure)) return { state: 'unknown', faults: [t('error.uncertain')] };
    return { state: 'notDone', faults: [t(failure.code === 'Unavailable' ? 'error.busy' : 'person.laterAgain')] };
  }
}
