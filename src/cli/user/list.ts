import { permitOperator } from '../../directory/permission.ts';
import type { Store } from '../../directory/store.ts';
import { type User, type UserSelection, userStates } from '../../directory/user.ts';
import { mostListed } from '../../directory/user-target.ts';
import { toUserDto, UserDto } from '../../http/api/user-dto.ts';
import { selectionAt, type UserWithGroups, withGroups } from '../../user/read.ts';
import { type AwaitedPerson, accountsWithoutPassword, type InvitationState } from '../../user/without-password.ts';
import type { Command } from '../command.ts';
import { groupNamed } from '../group/named.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { UsageError } from '../options.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';

export const userList: Command = {
  name: 'user list',
  summary: 'List the users of an organization.',
  description: [
    'Lists the users by user name, with their standing and when they signed in last, page by page, so that a million of them are',
    'no more to hold than ten. On a terminal the columns fit its width. Works beside a running server.',
  ].join('\n'),
  examples: [
    'user list --organization Hogwarts',
    'user list --search weasley',
    'user list --state locked',
    'user list --json | jq -r .email',
  ],
  values: {
    ...organizationOption,
    search: { placeholder: 'TEXT', doc: 'Only those with this in a name or the e-mail address.' },
    state: {
      placeholder: userStates.join('|'),
      doc: 'Only those in this state; active: not deactivated, with a password or without; locked: refused from somewhere.',
    },
    group: { placeholder: 'GROUP', doc: 'Only the members of this group, by name or id.' },
    limit: { placeholder: 'N', doc: 'No more than the first N. Default: all.' },
  },
  switches: { json: 'Print JSON: an object in a line for each, as the API describes a user.' },
  ...operatorOptions,
  run: async (flags) => {
    const limit = readLimit(flags.limit);
    const state = readState(flags.state);
    return await withOperatorTools(flags, async ({ store, now }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id, name } = organization;
      const group = flags.group === undefined ? undefined : await groupNamed(store, organization, flags.group);
      const wanted = { searchTerm: flags.search, state, groupId: group?.id };
      const everybody = usersOf(store, id, await selectionAt(store, id, wanted, now()), limit, now);
      if (flags.json !== undefined) {
        const print = jsonPrinter(UserDto);
        for await (const one of everybody) {
          if (process.stdout.errored) break;
          print(toUserDto(one));
        }
        return 0;
      }
      const count = await printTable(columns, everybody);
      if (count === 0) printLine(`There is no such user in ${name}.`);
      return 0;
    });
  },
};

/** A user, and how an invitation stands where there is no password. */
type Listed = UserWithGroups & { readonly awaited: AwaitedPerson | undefined };

const columns: readonly Column<Listed>[] = [
  { title: 'USER NAME', cell: ({ user }) => user.userName },
  { title: 'NAME', cell: ({ user }) => shownName(user) },
  { title: 'E-MAIL', cell: ({ user }) => user.email ?? '' },
  {
    title: 'STATE',
    cell: ({ user, awaited }) => stateOf(user, awaited),
    style: ({ user, awaited }) => (user.isActive && awaited?.invitation !== 'failed' ? undefined : 'yellow'),
  },
  { title: 'LAST SIGN-IN (UTC)', cell: ({ user }) => timeText(user.lastLoginAt) },
  { title: 'ID', cell: ({ user }) => user.id, style: () => 'dim' },
];

export const shownName = ({ displayName, name, surname }: User): string =>
  displayName ?? [name, surname].filter(Boolean).join(' ');

const invitationTexts: Readonly<Record<InvitationState, string>> = {
  ...{ none: 'no password', waiting: 'invited', sent: 'invited' },
  ...{ failed: 'invitation not delivered', expired: 'invitation expired' },
};

/** In a word or two. */
export const stateOf = ({ isActive, type }: User, awaited: AwaitedPerson | undefined): string => {
  if (!isActive) return 'inactive';
  if (type !== 'user') return type;
  return awaited ? invitationTexts[awaited.invitation] : 'active';
};

/** By user name, however many there are; who changes meanwhile is in it as before or after. */
async function* usersOf(
  store: Store,
  organizationId: string,
  selection: UserSelection,
  limit: number,
  now: () => number,
): AsyncGenerator<Listed> {
  const permitted = permitOperator('user.list', organizationId);
  let last: string | undefined;
  for (let left = limit; left > 0; left -= mostListed) {
    const size = Math.min(mostListed, left);
    const page: readonly User[] = await store.users.after(organizationId, selection, last, size);
    const ids = page.map(({ id }) => id);
    const all = await accountsWithoutPassword(store, permitted, ids, now());
    const awaited = new Map(all.map((one) => [one.userId, one]));
    const listed = await withGroups(store, organizationId, page);
    yield* listed.map((one) => ({ ...one, awaited: awaited.get(one.user.id) }));
    last = page.at(-1)?.userName;
    if (page.length < size) return;
  }
}

function readState(text: string | undefined): UserSelection['state'] {
  const state = userStates.find((one) => one.toLowerCase() === text?.toLowerCase());
  if (text === undefined || state !== undefined) return state;
  throw new UsageError(`--state: "${text}" is not one of ${userStates.join(', ')}.`);
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--limit: "${text}" is not a whole number from 1 on.`);
}
