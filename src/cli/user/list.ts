import { type Permitted, permitOperator } from '../../directory/permission.ts';
import type { Store } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { toUserDto, UserDto } from '../../http/api/user-dto.ts';
import { listUsers, type UserWithGroups } from '../../user/read.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { UsageError } from '../options.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';

/** So many are read at a time. */
const atOnce = 500;

export const userList: Command = {
  name: 'user list',
  summary: 'List the users of an organization.',
  description: [
    'Lists the users by user name, with their standing and when they signed in last, page by page, so that a million of them are',
    'no more to hold than ten. On a terminal the columns fit its width. Works beside a running server.',
  ].join('\n'),
  examples: ['user list --organization Hogwarts', 'user list --search weasley', 'user list --json | jq -r .email'],
  values: {
    ...organizationOption,
    search: { placeholder: 'TEXT', doc: 'Only those with this in a name or the e-mail address.' },
    limit: { placeholder: 'N', doc: 'No more than the first N. Default: all.' },
  },
  switches: { json: 'Print JSON: an object in a line for each, as the API describes a user.' },
  ...operatorOptions,
  run: async (flags) => {
    const limit = readLimit(flags.limit);
    return await withOperatorTools(flags, async ({ store }) => {
      const { id, name } = await theOrganization(store, flags.organization);
      const everybody = usersOf(store, permitOperator('user.list', id), { searchTerm: flags.search, limit });
      if (flags.json !== undefined) {
        const print = jsonPrinter(UserDto);
        for await (const one of everybody) {
          if (process.stdout.errored) break;
          print(toUserDto(one));
        }
        return 0;
      }
      const count = await printTable(columns, everybody);
      if (count === 0)
        printLine(flags.search === undefined ? `Nobody is in ${name} yet.` : 'Nobody has this in a name.');
      return 0;
    });
  },
};

const columns: readonly Column<UserWithGroups>[] = [
  { title: 'USER NAME', cell: ({ user }) => user.userName },
  { title: 'NAME', cell: ({ user }) => shownName(user) },
  { title: 'E-MAIL', cell: ({ user }) => user.email ?? '' },
  {
    title: 'STATE',
    cell: ({ user }) => stateOf(user),
    style: ({ user }) => (user.isActive ? undefined : 'yellow'),
  },
  { title: 'LAST SIGN-IN (UTC)', cell: ({ user }) => timeText(user.lastLoginAt) },
  { title: 'ID', cell: ({ user }) => user.id, style: () => 'dim' },
];

export const shownName = ({ displayName, name, surname }: User): string =>
  displayName ?? [name, surname].filter(Boolean).join(' ');

/** In a word. */
export const stateOf = ({ isActive, type }: User): string => {
  if (!isActive) return 'inactive';
  return type === 'user' ? 'active' : type;
};

async function* usersOf(
  store: Store,
  permitted: Permitted<'user.list'>,
  { searchTerm, limit }: { readonly searchTerm: string | undefined; readonly limit: number },
): AsyncGenerator<UserWithGroups> {
  const order = { searchTerm, orderBy: 'userName', descending: false } as const;
  for (let skip = 0; skip < limit; skip += atOnce) {
    const size = Math.min(atOnce, limit - skip);
    const { results } = await listUsers(store, permitted, { ...order, skip, limit: size });
    yield* results;
    if (results.length < size) return;
  }
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--limit: "${text}" is not a whole number from 1 on.`);
}
