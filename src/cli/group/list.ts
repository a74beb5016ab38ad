import { type GroupSummary, pageOfGroups } from '../../directory/group/summary.ts';
import { permitOperator } from '../../directory/permission.ts';
import type { Store } from '../../directory/store.ts';
import { GroupSummaryDto, toGroupSummary } from '../../http/api/group-summary.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { organizationOption, theOrganization } from '../organizations-of.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';

/** So many are read at a time. */
const atOnce = 100;

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
      if (flags.json === undefined) await printTable(columns, groupsOf(store, id));
      else {
        const print = jsonPrinter(GroupSummaryDto);
        for await (const one of groupsOf(store, id)) print(toGroupSummary(one));
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

async function* groupsOf(store: Store, organizationId: string): AsyncGenerator<GroupSummary> {
  const order = { searchTerm: undefined, orderBy: 'name', descending: false } as const;
  for (let skip = 0; ; skip += atOnce) {
    const page = { ...order, skip, limit: atOnce };
    const { results } = await pageOfGroups(store, permitOperator('group.read', organizationId), page);
    yield* results;
    if (results.length < atOnce) return;
  }
}
