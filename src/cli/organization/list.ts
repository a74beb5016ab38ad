import { everyOrganization } from '../../directory/organization/every.ts';
import type { OrganizationRecord } from '../../directory/organization.ts';
import { PartitionDto, toPartitionDto } from '../../http/api/partition.ts';
import type { Command } from '../command.ts';
import { operatorOptions, withOperatorTools } from '../operator-tools.ts';
import { printLine } from '../print-line.ts';
import { jsonPrinter } from '../terminal/json.ts';
import { type Column, printTable } from '../terminal/table.ts';
import { timeText } from '../terminal/text.ts';

export const orgList: Command = {
  name: 'org list',
  summary: 'List the organizations.',
  description:
    'Lists the organizations by name, with their tenants; the host is not among them. Works beside a running server.',
  examples: ['org list', 'org list --search wart --json'],
  values: { search: { placeholder: 'TEXT', doc: 'Only those with this in the name.' } },
  switches: { json: 'Print JSON: an object in a line for each, as the API describes an organization.' },
  ...operatorOptions,
  run: async (flags) =>
    await withOperatorTools(flags, async ({ store }) => {
      const organizations = everyOrganization(store.organizations, flags.search);
      if (flags.json !== undefined) {
        const print = jsonPrinter(PartitionDto);
        for await (const one of organizations) print(toPartitionDto(one));
        return 0;
      }
      if ((await printTable(columns, organizations)) === 0) printLine('There is no such organization.');
      return 0;
    }),
};

const columns: readonly Column<OrganizationRecord>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  {
    title: 'STATE',
    cell: ({ isActive }) => (isActive ? 'active' : 'inactive'),
    style: ({ isActive }) => (isActive ? undefined : 'yellow'),
  },
  { title: 'TENANTS', cell: ({ tenants }) => tenants.map(({ name }) => name).join(', ') },
  { title: 'CREATED (UTC)', cell: ({ createdAt }) => timeText(createdAt) },
  { title: 'ID', cell: ({ id }) => id, style: () => 'dim' },
];
