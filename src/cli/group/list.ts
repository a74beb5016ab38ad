import { everyGroup, type GroupSummary } from '../../directory/group/summary.ts';
import { permitOperator } from '../../directory/permission.ts';
import { GroupSummaryDto, toGroupSummary } from '../../http/api/group-summary.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';

export const groupList: Command = {
  name: 'group list',
  summary: 'List the groups of an organization.',
  description:
    'Lists the groups by name, with how many members each has; in Everyone is every account. Works beside a running server.',
  examples: ['group list --organization Hogwarts', 'group list --json'],
  values: organizationOption,
  switches: {
    json: 'Print JSON: an object in a line for each, as the API describes the summary of a group.',
  },
  ...operatorOptions,
  run: async (flags) =>
    await withOperatorTools(flags, async ({ store }) => {
      const { id } = await theOrganization(store, flags.organization);
      const groups = everyGroup(store, permitOperator('group.read', id));
      if (flags.json === undefined) await printTable(columns, groups);
      else {
        const print = jsonPrinter(GroupSummaryDto);
        for await (const one of groups) print(toGroupSummary(one));
      }
      return 0;
    }),
};

const columns: readonly Column<GroupSummary>[] = [
  { title: 'NAME', cell: ({ group }) => group.name },
  { title: 'MEMBERS', cell: ({ memberCount }) => (memberCount === null ? 'everybody' : String(memberCount)) },
  { title: 'KIND', cell: ({ group }) => (group.type === 'builtIn' ? 'built in' : 'own') },
  { title: 'CREATED (UTC)', cell: ({ group }) => timeText(group.createdAt) },
  { title: 'ID', cell: ({ group }) => group.id, style: () => 'dim' },
];
