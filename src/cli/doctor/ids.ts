import type { Subject } from '../../directory/subject.ts';
import { createStore } from '../../store/store.ts';
import { type Check, orElse } from './finding.ts';

const check = 'ids';

/** More than this nobody reads. */
const most = 100;

/** Whether two accounts have the same id, which was possible before ids were unique in the installation. */
export const ids: Check = async ({ db }) => {
  const { totalCount, some } = await createStore(db).subjects.clashes(most);
  const found = some.map(({ first, other }) => ({
    ...{ check, level: 'warning' as const },
    text: `${spell(other)} has the id that ${spell(first)} had before. A program that knows accounts by their id takes one for the other: delete it, and create it again with another id.`,
  }));
  const more = totalCount - some.length;
  const rest = {
    check,
    level: 'warning',
    text: `${more} more accounts have an id that another one had before.`,
  } as const;
  return orElse(more > 0 ? [...found, rest] : found, check, 'No two accounts have the same id.');
};

const nouns = { user: 'The user', robotAccount: 'The robot account', application: 'The application' } as const;

const spell = ({ id, organizationId, kind }: Subject): string =>
  `${nouns[kind]} ${id} of the organization ${organizationId ?? 'that is not known'}`;
