import { randomInt, randomUUID } from 'node:crypto';
import { group, groupIds, ids, manyIds, type Operation, type Place } from './loop-reads.ts';
import { largeGroupId, type Size } from './scale-data.ts';

const mark = Date.now().toString(36);
let made = 0;

/** Users under names that nobody has, side by side or anywhere among the others. */
export function newUsers(count: number, anywhere: boolean): readonly object[] {
  return Array.from({ length: count }, () => {
    made += 1;
    const userName = anywhere ? `user${randomInt(10 ** 8)}.${mark}.${made}` : `${mark}.${made}`;
    const names = { name: 'New', surname: `S${made % 1000}`, displayName: `New S${made % 1000}` };
    return { userName, email: `${userName}@bench.example`, ...names, type: 'user' };
  });
}

const bulk = ({ send, organization }: Place, list: readonly object[], more: object = {}, way = 'BulkCreate') =>
  send('POST', `/identity/api/User/${way}`, { partitionGlobalId: organization, users: list, ...more });

/** As many as a request may name, or as there are. */
const members = ({ users }: Size, from = 0) => ids(from, Math.min(10_000, users / 2 - from));

const change = ({ send, organization }: Place, id: string, body: object) =>
  send('PUT', `/identity/api/Group/${id}`, { partitionGlobalId: organization, ...body });

export const writing: readonly Operation[] = [
  { what: 'Creation of 2,000 users side by side', run: (place) => bulk(place, newUsers(2000, false)) },
  { what: 'Creation of 2,000 users anywhere', run: (place) => bulk(place, newUsers(2000, true)) },
  {
    what: 'Creation of 1,000 users in 50 groups',
    run: (place) => bulk(place, newUsers(1000, true), { groupIDs: groupIds(Math.min(50, place.size.groups)) }),
  },
  { what: 'Invitation of 500 users', run: (place) => bulk(place, newUsers(500, true), {}, 'InviteUsers') },
  {
    what: 'Deletion of 3,300 users',
    run({ send, size, organization }) {
      const count = Math.min(manyIds, size.users / 10);
      const from = randomInt(size.users / 2, size.users - count);
      return send('DELETE', '/identity/api/User', { partitionGlobalId: organization, userIds: ids(from, count) });
    },
  },
  {
    what: 'Creation of a group with 10,000 members',
    run: ({ send, organization, size }) =>
      send('POST', '/identity/api/Group', {
        ...{ partitionGlobalId: organization, name: `New ${mark} ${++made}` },
        directoryUserMemberIDs: members(size),
      }),
  },
  {
    what: 'Group that grows to 100,000 members, is read and deleted',
    async run(place) {
      const { send, organization, size } = place;
      const id = randomUUID();
      await send('POST', '/identity/api/Group', {
        partitionGlobalId: organization,
        id,
        name: `Huge ${mark} ${++made}`,
      });
      for (let from = 0; from < Math.min(100_000, size.users / 2); from += 10_000) {
        await change(place, id, { directoryUserIDsToAdd: members(size, from) });
      }
      await send('GET', `${group(place, id)}/Members?top=1000&sortBy=email`);
      await send('GET', group(place, id));
      await send('DELETE', group(place, id));
    },
  },
  {
    what: 'Removal of 10,000 members',
    run: (place) => change(place, largeGroupId, { directoryUserIDsToRemove: members(place.size) }),
  },
  {
    what: 'Addition of 10,000 members',
    run: (place) => change(place, largeGroupId, { directoryUserIDsToAdd: members(place.size) }),
  },
  {
    what: 'Deletion of 3,300 groups',
    isOnce: true,
    run: (place) => place.send('DELETE', group(place), { groupIDs: place.marked.groups }),
  },
  {
    what: 'Deletion of 3,300 robot accounts',
    isOnce: true,
    run: ({ send, organization, marked }) =>
      send('DELETE', `/identity/api/RobotAccount/${organization}`, {
        robotAccountIDs: marked.robots.slice(0, manyIds),
      }),
  },
  {
    what: 'Deletion of an application with 100,000 grants',
    isOnce: true,
    run: ({ send, organization, marked }) =>
      send('DELETE', `/identity/api/ExternalClient/${organization}/${marked.application}`),
  },
  {
    what: 'Deactivation of an organization with 100,000 sessions and tokens',
    isOnce: true,
    run: ({ send, marked }) => send('PUT', `/identity/api/Partition/${marked.organization}`, { isActive: false }),
  },
];
