import { parseUuid } from '../../directory/identifier.ts';
import { type User, userOrders, userStates } from '../../directory/user.ts';
import { isUserId } from '../../directory/user-target.ts';
import { dto, flag, listOf, pageOf, string, uuid } from '../../operation/answer-shape.ts';
import type { Call } from '../../operation/endpoint.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import {
  oneOfWords,
  optionalText,
  type Parameter,
  paging,
  partition,
  searchTerm,
  userIdInPath,
  type Values,
  wholeNumber,
} from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { exportUsers } from '../../user/export.ts';
import { listUsers, loadUser, organizationOfUser } from '../../user/read.ts';
import { commandOf } from '../command.ts';
import { csvLines } from '../csv.ts';
import { pageQueryOf } from '../page-query.ts';
import { automationUsers, hogwarts } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';
import { toUserDto, toUserLicenseDto, UserDto, UserLicenseDto, UserPage } from './user-dto.ts';

const tag = 'User';

const groupId: Parameter<string | undefined> = {
  description: 'Only the members of this group.',
  schema: { type: 'string', format: 'uuid' },
  read: ([text]) => {
    if (!text) return { value: undefined };
    const value = parseUuid(text);
    return value === undefined ? { error: `The value '${text}' is not valid.` } : { value };
  },
};
/** Ours: the original has a search term alone. */
const selection = {
  searchTerm,
  state: oneOfWords(
    userStates,
    'Only those who are `active` (`isActive`, with a password or without), `inactive`, `locked` (attempts at the password are ' +
      'refused from somewhere), `invited` (active, without a first password), `withoutSecondFactor` (active) or have `neverSignedIn`.',
  ),
  groupId,
};
const countUpTo = wholeNumber(
  'With a `searchTerm`, a `state` or a `groupId`: how far to count; where there are more, `totalCount` is one more than that. Absent: to the end.',
  { least: 0, most: 2_147_483_646, fallback: undefined },
);
const query = { ...selection, ...paging, countUpTo };

/** An organization as one of its users sees it. */
const UserPartitionDto = dto('UserPartitionDto', { id: uuid, name: string, isActive: flag });

/** Getting and listing users. */
export function userReadingEndpoints(tools: ResourceTools): readonly Endpoint[] {
  const { store } = tools;
  const userId = userIdInPath((id) => isUserId(store, id));
  return [
    describeEndpoint({
      operationId: 'User_GetUser',
      tag,
      summary: 'Gets a user',
      method: 'GET',
      path: '/api/User/{userId}',
      access: 'user.read',
      parameters: { userId },
      answer: { status: 200, shape: UserDto },
      handle: async ({ permitted, parameters }) => toUserDto(await loadUser(store, permitted, parameters.userId)),
    }),
    listing(tools, 'User'),
    listing(tools, 'UserPartition'),
    download(tools),
    describeEndpoint({
      operationId: 'UserPartition_GetLicenses',
      tag: 'UserPartition',
      summary: 'Lists the users of an organization as the portal does',
      method: 'GET',
      path: '/portal_/api/identity/UserPartition/licenses',
      aliases: ['/portal_/api/identity/User/users/licenses'],
      access: 'user.list',
      query: { partitionGlobalId: optionalText('The organization.'), ...query },
      answer: { status: 200, shape: pageOf('UserLicenseDtoPagedResultDto', UserLicenseDto) },
      handle: async (call) => {
        const { totalCount, results } = await pageOfUsers(tools, call);
        return { totalCount, results: results.map(toUserLicenseDto) };
      },
    }),
    describeEndpoint({
      operationId: 'UserPartition_GetPartitions',
      tag: 'UserPartition',
      summary: 'Lists the organizations of a user: an account belongs to one',
      method: 'GET',
      path: '/api/UserPartition/partitions/{userId}',
      access: 'user.read',
      parameters: { userId },
      answer: { status: 200, shape: listOf(UserPartitionDto) },
      handle: async ({ permitted, parameters }) => {
        const { id, name, isActive } = await organizationOfUser(store, permitted, parameters.userId);
        return [{ id, name, isActive }];
      },
    }),
  ];
}

/** The older of the two paths is that of clients on one's own premises. */
const listing = (tools: ResourceTools, of: 'User' | 'UserPartition'): Endpoint =>
  describeEndpoint({
    operationId: `${of}_GetUsers`,
    tag: of,
    summary: 'Lists the users of an organization, page by page',
    method: 'GET',
    path: `/api/${of}/users/{partitionGlobalId}`,
    access: 'user.list',
    parameters: { partitionGlobalId: partition() },
    query,
    answer: { status: 200, shape: UserPage },
    handle: async (call) => {
      const { totalCount, results } = await pageOfUsers(tools, call);
      return { totalCount, results: results.map(toUserDto) };
    },
  });

const pageOfUsers = (
  { store, now }: ResourceTools,
  {
    permitted,
    query: asked,
  }: Pick<Call<Record<never, never>, typeof query, unknown, 'user.list'>, 'permitted' | 'query'>,
) =>
  listUsers(
    store,
    permitted,
    { ...selectionOf(asked), ...pageQueryOf(userOrders, asked), countUpTo: asked.countUpTo },
    now(),
  );

const selectionOf = ({ searchTerm: term, state, groupId: group }: Values<typeof selection>) => ({
  ...{ searchTerm: term, state, groupId: group },
});

const fileName = 'users.csv';

async function* noLines(): AsyncGenerator<string> {}

/** The original has no such operation. */
const download = ({ store, now }: ResourceTools): Endpoint =>
  describeEndpoint({
    operationId: 'User_DownloadUsers',
    tag,
    summary: 'Downloads the users of an organization as CSV, by user name',
    description:
      'RFC 4180. A value that a spreadsheet would take for a formula has an apostrophe in front. The download has an entry in the audit log.',
    method: 'GET',
    path: '/api/User/users/{partitionGlobalId}/download',
    access: 'user.list',
    parameters: { partitionGlobalId: partition() },
    query: selection,
    answer: { status: 200, download: { mediaType: 'text/csv; charset=utf-8' } },
    handle: async (call) => {
      const users = await exportUsers(store, { ...commandOf(call, now), selection: selectionOf(call.query) });
      return { fileName, content: csvLines(Object.keys(csvColumns), csvRows(users)) };
    },
    handleHead: async () => ({ fileName, content: noLines() }),
  });

const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** Named as the members of a user are. */
const csvColumns: Readonly<Record<string, (user: User) => string | null>> = {
  id: ({ id }) => id,
  userName: ({ userName }) => userName,
  email: ({ email }) => email,
  name: ({ name }) => name,
  surname: ({ surname }) => surname,
  displayName: ({ displayName }) => displayName,
  isActive: ({ isActive }) => String(isActive),
  emailConfirmed: ({ emailConfirmed }) => String(emailConfirmed),
  invitationAccepted: ({ invitationAccepted }) => String(invitationAccepted),
  type: ({ type }) => type,
  creationTime: ({ createdAt }) => time(createdAt),
  lastModificationTime: ({ modifiedAt }) => time(modifiedAt),
  lastLoginTime: ({ lastLoginAt }) => time(lastLoginAt),
};

async function* csvRows(users: AsyncIterable<User>): AsyncGenerator<readonly (string | null)[]> {
  for await (const user of users) yield Object.values(csvColumns).map((column) => column(user));
}

/** What has the selection among its parameters. */
const listed = ['User_GetUsers', 'UserPartition_GetUsers', 'UserPartition_GetLicenses', 'User_DownloadUsers'];

export const userReadingVocabulary: Vocabulary = {
  tags: {
    User: 'People: their accounts, passwords and lock-outs.',
    UserPartition: 'Users of an organization, and organizations of a user.',
  },
  meanings: {
    'UserDto.name': 'The first name.',
    'UserLicenseDto.name': 'The first name.',
    surname: 'The last name.',
    emailConfirmed: 'Whether the address is known to be that of the user.',
    legacyId: 'A number beside the id, for programs that use numbers.',
    'UserDto.type': 'What kind of account it is.',
    'UserDto.category': 'Where the account is kept: 0 here, 2 in another directory.',
    'UserLicenseDto.category': 'Where the account is kept: 0 here, 2 in another directory.',
    invitationAccepted: 'Whether an invitation was accepted, or none was needed.',
    bypassBasicAuthRestriction: 'Whether the user signs in with a password although the organization restricts that.',
    extensionUserAttributes: 'Further attributes of the user, by name.',
  },
  examples: {
    parameters: {
      state: 'active',
      ...Object.fromEntries(listed.map((operation) => [`${operation}.groupId`, automationUsers])),
    },
    members: {
      'UserPartitionDto.id': hogwarts,
      'UserPartitionDto.name': 'Hogwarts',
      'UserDto.category': 0,
      'UserLicenseDto.category': 0,
      emailConfirmed: true,
      surname: 'Potter',
      legacyId: 2,
      invitationAccepted: true,
    },
  },
};
