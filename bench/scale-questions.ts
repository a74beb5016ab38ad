import { idOf, largeGroupId, rareName, type Size } from './scale-data.ts';

/** A request whose answer is compared between the small and the large organization. */
export interface Question {
  readonly what: string;
  /** @param round counts from 0, with rounds that only warm up first. */
  readonly path: (organization: string, size: Size, round: number) => string;
  /** Whether the answer grows with the organization, so that its time is compared by the byte. */
  readonly grows?: true;
  /** Whether a user is made before each round. */
  readonly afterChange?: true;
  /** Whether it is known that everybody has to be looked at: the time is told, without a goal. */
  readonly looksAtAll?: true;
  readonly rounds?: number;
}

const users = (organization: string) => `/identity/api/User/users/${organization}`;
const firstPage = (query: string) => (organization: string) => `${users(organization)}?top=10&${query}`;

export const groupList = (organization: string) => `/identity/api/Group/${organization}`;
export const unindexedOrder = firstPage('sortBy=legacyId&sortOrder=desc');

/** Texts that everybody has, each good for one search that nobody has made before. */
const frequentTexts = [
  '@bench',
  'bench.',
  '.exampl',
  'example',
  'ench.e',
  'nch.ex',
  'ch.exa',
  'h.exam',
  '@benc',
  'xampl',
];

export const questions: readonly Question[] = [
  { what: 'GET User/{id}', path: () => `/identity/api/User/${idOf(321)}` },
  { what: 'User list, first page', path: firstPage('') },
  {
    what: 'User list, from the middle',
    path: (organization, size) => `${users(organization)}?top=10&skip=${Math.floor(size.users / 2)}`,
  },
  { what: 'User list by surname', path: firstPage('sortBy=surname') },
  { what: 'User list by e-mail address', path: firstPage('sortBy=email&sortOrder=desc') },
  { what: 'User list by last sign-in', path: firstPage('sortBy=lastLoginTime&sortOrder=desc') },
  { what: 'User list by legacyId, no index', path: unindexedOrder, looksAtAll: true, rounds: 3 },
  { what: 'User search by prefix', path: firstPage(`searchTerm=${rareName.slice(0, -1)}`) },
  { what: 'User search by substring', path: firstPage(`searchTerm=${rareName.slice(4)}`) },
  {
    what: 'Search that all match, first time',
    path: (organization, _size, round) => firstPage(`searchTerm=${frequentTexts[round]}`)(organization),
    looksAtAll: true,
    rounds: frequentTexts.length - 3,
  },
  { what: 'Search that all match, again', path: firstPage('searchTerm=user') },
  { what: 'The same after a new user', path: firstPage('searchTerm=user'), afterChange: true, rounds: 20 },
  {
    what: 'Group with many members',
    path: (organization) => `${groupList(organization)}/${largeGroupId}`,
    grows: true,
  },
  { what: 'Group list', path: groupList, grows: true, rounds: 5 },
  { what: 'Audit, first page', path: (organization) => `/identity/api/AuditQuery/${organization}` },
];
