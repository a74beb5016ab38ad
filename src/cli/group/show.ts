import type { DirectoryEntity } from '../../directory/directory-entity.ts';
import { loadGroup } from '../../directory/group/read.ts';
import { everyoneGroupId } from '../../directory/group.ts';
import { permitOperator } from '../../directory/permission.ts';
import { GroupMember, toGroupMember } from '../../http/api/group-member.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { groupNamed } from './named.ts';

export const groupShow: Command = {
  name: 'group show',
  summary: 'List the members of a group.',
  description:
    'Lists the members by name. In Everyone is every account of the organization. Works beside a running server.',
  examples: ['group show Administrators --organization Hogwarts', 'group show "Automation Users" --json'],
  argument: { placeholder: 'GROUP' },
  values: organizationOption,
  switches: { json: 'Print JSON: an object in a line for each member, as the API describes it.' },
  ...operatorOptions,
  run: async (flags, named = '') =>
    await withOperatorTools(flags, async ({ store }) => {
      const organization = await theOrganization(store, flags.organization);
      const { id, name } = await groupNamed(store, organization, named);
      const { members } = await loadGroup(store, permitOperator('group.read', organization.id), id);
      if (flags.json !== undefined) {
        const print = jsonPrinter(GroupMember);
        for await (const member of members) {
          if (process.stdout.errored) break;
          print(toGroupMember(member));
        }
        return 0;
      }
      const count = await printTable(columns, members);
      const isEveryone = id === everyoneGroupId;
      if (count === 0) printLine(isEveryone ? `Everybody of ${organization.name} is in it.` : `Nobody is in ${name}.`);
      return 0;
    }),
};

const columns: readonly Column<DirectoryEntity>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'SHOWN AS', cell: ({ displayName }) => displayName ?? '' },
  { title: 'E-MAIL', cell: ({ email }) => email ?? '' },
  { title: 'KIND', cell: ({ kind }) => kinds[kind] },
  { title: 'ID', cell: ({ id }) => id, style: () => 'dim' },
];

const kinds: Readonly<Record<DirectoryEntity['kind'], string>> = {
  ...{ user: 'user', robotAccount: 'robot account', application: 'application', group: 'group' },
};
