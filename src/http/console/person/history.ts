import { describeAgent } from '../../../directory/user-agent.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import type { AuditSearchResult } from '../../api/audit-search.ts';
import type { UserLoginAttemptPage } from '../../api/login-attempt.ts';
import type { ConsoleVisit } from '../page.ts';
import type { Person } from './data.ts';

/** Something that happened to the account, or that its owner did. */
export interface PersonEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  /** Of a sign-in: whether it was refused. */
  readonly isRefused: boolean;
  /** From where, and with what. */
  readonly from: string | null;
}

/** Where a page begins: behind so many sign-in attempts, and before the entry of that number. */
export interface Place {
  readonly skip: number;
  readonly before: number | undefined;
}

interface HistoryPage {
  readonly events: readonly PersonEvent[];
  /** Where the next page begins; undefined when there is nothing more. */
  readonly next: Place | undefined;
}

/** Of each kind. */
const pageSize = 50;

/**
 * Sign-in attempts and audit entries as one list, the newest first. Where one of the two goes on, the page ends with the last
 * that both lists have come to.
 */
export async function historyOf(visit: ConsoleVisit, person: Person, place: Place): Promise<HistoryPage> {
  const [attempts, entries] = [await attemptsOf(visit, person, place.skip), await entriesOf(visit, person, place)];
  const reached = Math.max(attempts.reachedTo, entries.reachedTo);
  const isShown = ({ at }: { readonly at: number }) => at >= reached;
  const [shownAttempts, shownEntries] = [attempts.events.filter(isShown), entries.events.filter(isShown)];
  const events = [...shownAttempts, ...shownEntries.filter(({ isSignIn }) => !isSignIn)];
  const isMore = reached > Number.NEGATIVE_INFINITY;
  // Where the entries have come to: behind the last that is shown, or where a search has given up, or where it was before.
  const searched = entries.events.length === 0 ? entries.next : undefined;
  const before = shownEntries.at(-1)?.sequence ?? searched ?? place.before;
  return {
    events: events.sort((one, other) => other.at - one.at),
    next: isMore ? { skip: place.skip + shownAttempts.length, before } : undefined,
  };
}

async function attemptsOf(visit: ConsoleVisit, { id }: Person, skip: number) {
  const { totalCount, results } = await visit.call<Wire<typeof UserLoginAttemptPage>>(
    'UserLoginAttempt_GetLoginAttempts',
    { parameters: { userId: id }, query: { top: pageSize, skip } },
  );
  const events = results.map(({ creationTime, result, clientIpAddress, browserInfo }) => {
    const { browser, system } = describeAgent(browserInfo ?? '');
    return {
      at: Date.parse(creationTime),
      text: visit.t(`person.attempt.${result}`),
      isRefused: result !== 'success',
      from: [clientIpAddress, browser, system].filter(Boolean).join(', '),
    };
  });
  const isMore = skip + results.length < totalCount;
  return { events, reachedTo: isMore ? (events.at(-1)?.at ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY };
}

/** Sign-ins are among them as well, and told by the attempts, which say more. */
async function entriesOf(visit: ConsoleVisit, { id }: Person, { before }: Place) {
  const { results, next, searchedBackTo } = await visit.call<Wire<typeof AuditSearchResult>>('AuditQuery_Search', {
    parameters: { partitionGlobalId: visit.organization.id },
    query: { about: id, before, top: pageSize, language: visit.language },
  });
  const events = results.map(({ createdOn, message, clientIpAddress, category, action, sequence }) => ({
    ...{ at: Date.parse(createdOn), text: message, isRefused: false, from: clientIpAddress, sequence },
    isSignIn: category === 'Authentication' && (action === 'Login' || action === 'LoginFailed'),
  }));
  const end = events.at(-1)?.at ?? (searchedBackTo === null ? undefined : Date.parse(searchedBackTo));
  return { events, next: next ?? undefined, reachedTo: next === null ? Number.NEGATIVE_INFINITY : (end ?? 0) };
}
