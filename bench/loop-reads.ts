import { randomInt } from 'node:crypto';
import type { Marked } from './loop-data.ts';
import { idOf, largeGroupId, rareName, type Size } from './scale-data.ts';

/** What an operation is tried on. */
export interface Place {
  readonly marked: Marked;
  /** Of the large organization. */
  readonly organization: string;
  readonly size: Size;
  /** Sends a request with the rights of the host, reads the answer to its end and answers how long that is, in bytes. */
  readonly send: (method: string, path: string, body?: object) => Promise<number>;
}

/** Whatever can be long, at its largest. */
export interface Operation {
  readonly what: string;
  readonly run: (place: Place) => Promise<unknown>;
  /** Whether it cannot be done a second time. */
  readonly isOnce?: true;
}

const get = (what: string, path: (place: Place) => string): Operation => ({
  what,
  run: (place) => place.send('GET', path(place)),
});

const users = (what: string, query: string | ((size: Size) => string)): Operation =>
  get(`User list, ${what}`, ({ organization, size }) => {
    return `/identity/api/User/users/${organization}?top=1000&${typeof query === 'string' ? query : query(size)}`;
  });

export const ids = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => idOf(from + n));
export const groupIds = (count: number): readonly string[] =>
  ids(0, count).map((id) => id.replace('00000000-0000-4000-8000', '5ca1ab1e-0000-4000-9000'));

/** Another text that everybody has each time, so that no search is remembered. */
const freshText = () => '@bench.example'.slice(randomInt(4), 11 + randomInt(4));

export const group = ({ organization }: Place, id = '') => `/identity/api/Group/${organization}${id && `/${id}`}`;

/** So many ids of 36 letters go into a body of 128 KiB. */
export const manyIds = 3300;

export const reading: readonly Operation[] = [
  users('first page', ''),
  users('from the middle', ({ users: count }) => `skip=${count / 2}`),
  users('by surname, from the end', ({ users: count }) => `sortBy=surname&skip=${count - 1000}`),
  users('by e-mail address, from the middle', ({ users: count }) => `sortBy=email&skip=${count / 2}`),
  users('by legacyId, no index', 'sortBy=legacyId&sortOrder=desc'),
  users('by legacyId, from the middle', ({ users: count }) => `sortBy=legacyId&skip=${count / 2}`),
  users('search by prefix', `searchTerm=${rareName.slice(0, -3)}`),
  users('search by substring', `searchTerm=${rareName.slice(4, -1)}`),
  users('search without a hit', 'searchTerm=zzzzqqqq'),
  users('search for two letters without a hit', 'searchTerm=zq'),
  {
    what: 'User list, search that all match',
    run: ({ send, organization }) =>
      send('GET', `/identity/api/User/users/${organization}?top=1000&searchTerm=${freshText()}`),
  },
  users('search that all match, by surname', 'searchTerm=user&sortBy=surname&sortOrder=desc'),
  users('search that all match, by legacyId', 'searchTerm=user&sortBy=legacyId'),
  users('search of ten thousand, by e-mail address', 'searchTerm=user000&sortBy=email'),
  get('Group list', (place) => group(place)),
  get('Group with 10,000 members', (place) => group(place, largeGroupId)),
  get('Members by e-mail address', (place) => `${group(place, largeGroupId)}/Members?top=1000&sortBy=email&skip=5000`),
  {
    what: 'Groups by 3,300 ids',
    run: ({ send, organization }) =>
      send('POST', `/identity/api/Group/BulkLoadByIds/${organization}`, { groupIDs: groupIds(manyIds) }),
  },
  {
    what: 'Check of 3,300 members',
    run: (place) => place.send('POST', `${group(place, largeGroupId)}/CheckMembers`, { memberIDs: ids(0, manyIds) }),
  },
  get(
    'Directory search, a thousand of each source',
    ({ organization }) =>
      `/identity/api/Directory/Search/${organization}?startsWith=u&sourceFilter=localUsers&sourceFilter=localGroups&sourceFilter=robotAccounts&sourceFilter=applications`,
  ),
  {
    what: 'Directory, 1,000 ids',
    run: ({ send, organization }) =>
      send('POST', `/identity/api/Directory/BulkResolve/${organization}`, { entityIds: ids(0, 1000), entityType: 0 }),
  },
  {
    what: 'Directory, 20 names of applications',
    run: ({ send, organization }) =>
      send('POST', `/identity/api/Directory/BulkResolveByName/${organization}`, {
        entityNames: Array.from({ length: 20 }, (_, n) => `Application ${n * 400}`),
        entityType: 2,
      }),
  },
  {
    what: 'Directory, membership of 3,300 groups',
    run: ({ send, organization }) =>
      send('POST', `/identity/api/Directory/GroupMembership/${organization}`, {
        userId: idOf(7),
        groupIds: groupIds(manyIds),
      }),
  },
  get('Robot accounts, first page', ({ organization }) => `/identity/api/RobotAccount/${organization}?top=1000`),
  get(
    'Robot accounts, by last sign-in, from the middle',
    ({ organization }) => `/identity/api/RobotAccount/${organization}?top=1000&skip=50000&sortBy=lastLoginTime`,
  ),
  get(
    'Robot accounts, search without a hit',
    ({ organization }) => `/identity/api/RobotAccount/${organization}?top=1000&searchTerm=zq`,
  ),
  get('Applications', ({ organization }) => `/identity/api/ExternalClient/${organization}`),
  get('APIs', () => '/identity/api/ExternalApiResource'),
  get('Sign-ins of one person', () => `/identity/api/User/${idOf(7)}/loginAttempts?top=1000`),
  get(
    'Sign-ins of one person, by address, from the middle',
    () => `/identity/api/User/${idOf(7)}/loginAttempts?top=1000&skip=50000&sortBy=clientIpAddress&since=2020-01-01`,
  ),
  get('Organizations', () => '/identity/api/Partition?top=1000&skip=5000'),
  get('Organizations, search without a hit', () => '/identity/api/Partition?top=1000&searchTerm=zq'),
  get('Audit, first page', ({ organization }) => `/identity/api/AuditQuery/${organization}?top=1000`),
  get(
    'Audit by user name, from the end',
    ({ organization, size }) =>
      `/identity/api/AuditQuery/${organization}?top=1000&sortBy=userName&skip=${size.auditEntries - 1000}`,
  ),
  get(
    'Audit by category, all of it',
    ({ organization, size }) => `/identity/api/AuditQuery/${organization}?top=${size.auditEntries}&sortBy=category`,
  ),
  get(
    'Audit, download of all',
    ({ organization, size }) => `/identity/api/AuditQuery/${organization}/download?size=${size.auditEntries}`,
  ),
];
